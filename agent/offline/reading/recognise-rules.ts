import { checkPersonalData, type PersonalDataKind } from "#tools";
import type { Reading } from "./analysis.ts";
import type { ParsedQuestion } from "./parsed-question.ts";
import { crossedRedLine } from "./red-lines.ts";

/** What the policy rules out, before anything is looked up: red lines, personal data, attributes never collected. */
export function recogniseForbidden(question: ParsedQuestion): Reading | null {
  const { policy } = question.domain;
  const line = crossedRedLine(question);
  if (line) return { kind: "refuse", reason: line.reason, instead: line.instead };
  const [personal] = checkPersonalData(question.text, { role: "analyst", idPattern: question.domain.entity.pattern });
  if (personal) {
    return {
      kind: "refuse",
      reason: `Your question holds personal data (${saidKinds[personal.kind]}); nobody can be looked up by it, and I do not repeat it.`,
      instead: `I can answer about ${question.domain.entity.plural} by id, or about groups.`,
    };
  }
  const word = question.mentions.flatMap((mention) =>
    mention.meanings.flatMap((meaning) => (meaning.kind === "protected" ? [meaning.word] : [])),
  )[0];
  const table = question.domain.tables.find(
    (one) =>
      one.open === "none" &&
      question.lower.includes(one.name) &&
      one.columns.some((column) => column.privacy === "restricted"),
  );
  if (table)
    return {
      kind: "refuse",
      reason: "That table holds personal data; nobody can query it.",
      instead: `I can answer about ${question.domain.entity.plural} by id, or about groups.`,
    };
  const disturbing = recogniseDisturbing(question);
  if (disturbing) return disturbing;
  if (word === undefined || isOfMailing(question)) return null;
  if (policy.neverInputs.includes(word)) {
    return {
      kind: "refuse",
      reason: `"${word}" is about a protected attribute: the data does not hold it, and no model may use it.`,
      instead: "I can compare groups by the columns that the data does hold.",
    };
  }
  return {
    kind: "refuse",
    reason: `Personal data (${word}) is kept out of everything that I can query.`,
    instead: `I can answer about ${question.domain.entity.plural} by id, or about groups.`,
  };
}

const saidKinds: Readonly<Record<PersonalDataKind, string>> = {
  email: "an e-mail address",
  phone: "a telephone number",
  ssn: "a social security number",
  card: "a card number",
  address: "a street address",
  ip: "an IP address",
  "customer-id": "an id",
};

/** "Email opens" are figures of a channel that the data does not hold, not personal data. */
function isOfMailing(question: ParsedQuestion): boolean {
  return /\b(e-?mails?|phone|telephone) (opens?|open rates?|clicks?|campaigns?|marketing|newsletters?|unsubscribes?|calls?|support)\b/.test(
    question.lower,
  );
}

/** Nudges by night, or more than a day may hold. */
function recogniseDisturbing(question: ParsedQuestion): Reading | null {
  const { nudges } = question.domain.policy;
  const sends = /\b(send|push|ping|notify|message|nudge|remind)\b/.test(question.lower);
  if (!sends) return null;
  const time = /\bat (\d{1,2})(?::\d{2})? ?(am|pm)?\b/.exec(question.lower);
  const hour = time
    ? (Number(time[1]) % 12) + (time[2] === "pm" ? 12 : time[2] === undefined && Number(time[1]) >= 12 ? 12 : 0)
    : null;
  const [from, to] = [Number(nudges.quietFrom.slice(0, 2)), Number(nudges.quietTo.slice(0, 2))];
  const isQuiet =
    (hour !== null && (hour >= from || hour < to)) ||
    /\b(in the middle of the night|at midnight|overnight|while they sleep)\b/.test(question.lower);
  const daily =
    /\b(\d+) (?:push |notifications?|messages?|nudges?|reminders?)[a-z ]{0,20}(?:a|per|each|every) day\b/.exec(
      question.lower,
    );
  if (!isQuiet && !(daily && Number(daily[1]) > nudges.perDay)) return null;
  return {
    kind: "refuse",
    reason: `Nudges stay within limits: at most ${nudges.perDay} a day, none from ${nudges.quietFrom} to ${nudges.quietTo}, always with an opt-out.`,
    instead: "I can show which hours and which groups are active.",
  };
}

const instructionCues =
  /\b(ignore|disregard|forget|override|bypass)\b.{0,40}\b(previous|prior|above|all|your|the|any)\b.{0,30}\b(instructions?|rules?|prompts?|guard|guardrails?|polic(y|ies)|restrictions?)\b|\b(system prompt|developer mode|jailbreak|you are now|act as|pretend (to be|you))\b|\b(reveal|print|repeat|show)\b.{0,20}\b(system prompt|instructions|hidden|secret|api key|credentials?|environment variables?|password)\b/i;

const writeCues =
  /\b(?!create (an? |the |me ))(drop|truncate|delete from|insert into|update\s+\w+\s+set|alter|create|grant|attach|copy|unload)\b\s+(table|database|schema|view|from|into|\w+\s+set|to|user)?|\bread_(csv|text|parquet|json|blob)\b|\/etc\/|information_schema|;\s*(drop|delete|insert|update|create)/i;

/** An order to change something, not a question on it. */
const changeCues =
  /^(please |pls |can you |could you |now )*(update|delete|remove|erase|wipe|rename|insert|reset|deactivate|reactivate|unsubscribe|refund|ban|suspend|cancel)\b/;

const secretCues =
  /\b(api[- ]?keys?|passwords?|credentials?|secret keys?|access tokens?|environment variables?|connection strings?)\b/i;

/** Words that try to change the rules or the data instead of asking something. */
export function recogniseAttack(question: ParsedQuestion): Reading | null {
  if (secretCues.test(question.text)) {
    return {
      kind: "refuse",
      reason: "I hold no secrets and give none away.",
      instead: `I can answer questions about the ${question.domain.entity.plural}, their predictions and the models.`,
    };
  }
  if (instructionCues.test(question.text)) {
    return {
      kind: "refuse",
      reason: "My rules are not changed by a question.",
      instead: `I can answer questions about the ${question.domain.entity.plural}, their predictions and the models.`,
    };
  }
  const isOfOne = question.ids.length > 0;
  if (changeCues.test(question.lower) && (isOfOne || /\b(delete|erase|wipe|deactivate)\b/.test(question.lower))) {
    return {
      kind: "refuse",
      reason: "I only read the published results; I can change nothing in them.",
      instead: `I can tell what the models predict after a change of a ${question.domain.entity.singular}'s behaviour.`,
    };
  }
  // "Drop women from the comparison" is no statement.
  const isSql =
    /\b(table|database|schema|\/etc\/|information_schema|read_\w+|\w+_raw|\w+_results)\b|;|\/etc\/|\bdelete from\b|\binsert into\b|\bupdate\s+\w+\s+set\b|\b(copy|unload|grant)\b.*\b(to|on|from)\b|\bselect\b.*\bfrom\b/i.test(
      question.text,
    );
  if (
    writeCues.test(question.text) &&
    isSql &&
    /\b(?!create (an? |the |me ))(drop|truncate|delete|insert|update|alter|create|grant|attach|copy|unload|read_|information_schema)|\/etc\//i.test(
      question.text,
    )
  ) {
    return {
      kind: "refuse",
      reason: "I only read the published results; I can neither change data nor read files or system tables.",
      instead: "Ask in plain words what you would like to know.",
    };
  }
  return null;
}

const futureCues =
  /\bwill .{0,40}\b(be|look|go|become|happen|develop)\b(?!.*\bif we\b)|\b(next|coming|upcoming|following) (week|month|quarter|year|season)|\btomorrow\b|\bforecast (for|of|the)\b|\bby (the end of )?(20[2-9]\d|next)\b|\bin (20(2[7-9]|[3-9]\d))\b|\bwill .{0,40} (in|by) (january|february|march|april|may|june|july|august|september|october|november|december|20\d\d)\b/;
const pastCues =
  /\b(last|previous|past) (month|quarter|year)\b|\byesterday\b|\b(in|since|during) (january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|winter|q[1-4]|1\d\d\d|20[01]\d|202[0-6])\b|\bmonth[- ]over[- ]month\b|\byear[- ]over[- ]year\b|\b(mom|yoy|qoq)\b|\bcompared (to|with) last\b/;

/** Questions on a time that one snapshot cannot tell of. */
export function recogniseOtherTime(question: ParsedQuestion): Reading | null {
  const isFuture = futureCues.test(question.lower);
  if (
    /\bwhat caused\b|\bwhy (did|has|have) (?!user_).{0,60}\b(drop|dropped|fall|fallen|fell|rise|risen|rose|increase|increased|decrease|decreased|decline|declined|grow|grown|jump|jumped|spike|change|changed)\b/.test(
      question.lower,
    ) &&
    question.ids.length === 0
  ) {
    return {
      kind: "not-in-data",
      missing:
        "The data shows how columns go together in one snapshot; it holds neither causes nor the change that you ask about.",
      nearest: question.domain.models.map(
        (model) =>
          `What drives ${question.domain.resultColumns.find((column) => column.name === model.actual)?.label ?? model.label}?`,
      ),
    };
  }
  // "Signed up in March 2025" says when of customers, not of the figure.
  const isOfCustomers = question.conditions.some(({ condition }) => condition.kind === "when");
  if (!isFuture && (isOfCustomers || !pastCues.test(question.lower))) return null;
  return {
    kind: "not-in-data",
    missing: isFuture
      ? "The data is one snapshot with the 30 days after it; it holds no later date, and no model here forecasts one."
      : "The results are one snapshot; they hold no earlier month, quarter or year to compare with. The daily history covers the last three months only.",
    nearest: question.domain.models.map((model) => `What does the ${model.label} predict on average?`),
  };
}
