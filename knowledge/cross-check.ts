import type { Domain } from "./domain.ts";
import type { Column } from "./schema.ts";

/** Faults that only show when a domain's files are seen together: names that point at nothing, patterns that are none. */
export function crossCheck(domain: Domain): string[] {
  return [
    ...unknownColumns(domain),
    ...domain.feedColumns.flatMap((column) => leverFaults(domain, column)),
    ...segmentFaults(domain),
    ...fairnessFaults(domain),
    ...otherFaults(domain),
  ];
}

function unknownColumns(domain: Domain): string[] {
  const faults: string[] = [];
  const feed = new Set(domain.feedColumns.map((column) => column.name));
  const results = new Set(domain.resultColumns.map((column) => column.name));
  const expect = (set: ReadonlySet<string>, name: string | null, where: string) => {
    if (name !== null && !set.has(name)) faults.push(`${where} names the unknown column ${name}`);
  };
  expect(feed, domain.entity.column, "entity.column");
  expect(results, domain.results.defaultMeasure, "results.defaultMeasure");
  for (const column of domain.results.comparableBy) expect(results, column, "results.comparableBy");
  for (const interaction of domain.interactions) {
    for (const part of interaction.of) expect(feed, part, `interaction ${interaction.name}`);
  }
  const numeric = domain.feedColumns.filter(({ input, type }) => input === "as-is" && type !== "string");
  const ordered = new Set([...numeric, ...domain.interactions].map((feature) => feature.name));
  for (const model of domain.models) {
    expect(feed, model.target, `model ${model.name}`);
    const directions = model.kind === "quantiles" ? [] : Object.keys(model.directions);
    for (const feature of directions) expect(ordered, feature, `model ${model.name}, in its directions,`);
    for (const name of [model.actual, model.prediction, model.lower, model.upper, model.error, model.category]) {
      expect(results, name, `model ${model.name}`);
    }
  }
  if (domain.anomaly) expect(results, domain.anomaly.prediction, `model ${domain.anomaly.name}`);
  if (domain.segments) {
    const { name, column, inputs, names } = domain.segments;
    expect(results, column, `model ${name}`);
    for (const input of inputs) expect(feed, input, `model ${name}`);
    for (const named of names) expect(new Set(inputs), named.column, `model ${name}, in its names,`);
  }
  for (const group of domain.groups) expect(results, group.column, `group ${group.name}`);
  return faults;
}

function leverFaults(domain: Domain, { name, lever, values }: Column): string[] {
  if (lever?.direction !== "set") return [];
  const feed = new Set(domain.feedColumns.map((column) => column.name));
  const known = new Set(values.map((value) => value.value));
  return [
    ...lever.carries
      .filter((carried) => !feed.has(carried))
      .map((carried) => `lever ${name} names the unknown column ${carried}`),
    ...[lever.from, lever.to]
      .filter((value) => !known.has(value))
      .map((value) => `lever ${name} names the unknown value ${value}`),
  ];
}

/** Customers are told apart by their behaviour, never by what they are. */
function segmentFaults({ segments, feedColumns }: Domain): string[] {
  return feedColumns
    .filter((column) => segments?.inputs.includes(column.name) === true)
    .filter((column) => column.input !== "as-is" || column.type === "string" || column.privacy === "confidential")
    .map((column) => `the segments' input ${column.name} is no number that a model may see`);
}

/** A waiver of a feature that there is not, or of no protected attribute, would let nothing through and look as if. */
function fairnessFaults({ feedColumns, interactions, models, policy }: Domain): string[] {
  const features = new Set([...feedColumns, ...interactions].map(({ name }) => name));
  const attributes = new Set(feedColumns.filter(({ privacy }) => privacy === "confidential").map(({ name }) => name));
  return [
    ...policy.fairness.waivers
      .filter(({ feature, attribute }) => !features.has(feature) || !attributes.has(attribute))
      .map(
        ({ feature, attribute }) =>
          `the waiver of ${feature} for ${attribute} names no feature, or no protected attribute`,
      ),
    ...models
      .filter(({ mitigation: { reweigh } }) => reweigh !== null && !attributes.has(reweigh))
      .map(
        ({ name, mitigation }) =>
          `model ${name} is reweighed by ${mitigation.reweigh}, which is no protected attribute`,
      ),
  ];
}

function otherFaults(domain: Domain): string[] {
  const faults: string[] = [];
  const { entity, models, policy } = domain;
  if (new Set(domain.resultColumns.map((column) => column.name)).size !== domain.resultColumns.length) {
    faults.push("the results table has a column twice");
  }
  if (models.filter((model) => model.isPrimary).length !== 1) faults.push("not exactly one model is the primary one");
  if (!isPattern(entity.pattern)) faults.push("entity.pattern is no regular expression");
  else if (!new RegExp(entity.pattern).test(entity.example)) faults.push("entity.example does not fit entity.pattern");
  for (const [word, { high, low }] of Object.entries(domain.vague)) {
    const unknown = [...high, ...low].filter((name) => !domain.resultColumns.some((column) => column.name === name));
    faults.push(...unknown.map((name) => `the word "${word}" names the unknown column ${name}`));
  }
  for (const line of policy.redLines) {
    const unknown = line.meanings.flatMap(({ all }) => all.filter((name) => !isWordClass(domain, name)));
    faults.push(...unknown.map((name) => `red line ${line.name} names ${name}, which is no class of words`));
  }
  return faults;
}

/** Classes of the policy's words, and the two that the dictionary tells. */
function isWordClass({ policy }: Domain, name: string): boolean {
  return name === "one_person" || name === "protected" || name in policy.words;
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "i") instanceof RegExp;
  } catch {
    return false;
  }
}
