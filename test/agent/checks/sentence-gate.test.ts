import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";

import { checkText, createSentenceGate, splitTail, type EvidenceIndex } from "../../../agent/checks/index.ts";
import { loadIndex } from "./turn-fixture.ts";

let index: EvidenceIndex;

beforeAll(async () => {
  index = await loadIndex();
});

/** Sends pieces through a gate; what was released after each piece, and the end. */
function run(pieces: readonly string[], rewrite?: (passage: string) => string) {
  const sent: string[] = [];
  const gate = createSentenceGate({ index, onText: (text) => sent.push(text), ...(rewrite && { rewrite }) });
  const after = pieces.map((piece) => {
    gate.push(piece);
    return sent.join("");
  });
  const wasHolding = gate.isHolding();
  return { after, wasHolding, result: gate.finish(), sent };
}

const answer = [
  "Premium accounts average 0.635, e.g. in the last run, and free ones 0.512. The difference is 0.122 [e1].",
  "",
  "## Details",
  "",
  "- Premium: 0.635. That is more.",
  "- Free: 0.512",
  "",
  "| type | customers |",
  "| --- | --- |",
  "| premium | 31,588 |",
  "| free | 68,412 |",
  "",
  "```sql",
  "SELECT 1",
  "",
  "FROM final_results",
  "```",
  "",
  "The median is 6 days.",
].join("\n");

describe("createSentenceGate", () => {
  it("looks each row and sentence up once, however long its table or paragraph and however often the text is checked", () => {
    const counted = () => {
      let searches = 0;
      const findNumbers: EvidenceIndex["findNumbers"] = (low, high) => {
        searches++;
        return index.findNumbers(low, high);
      };
      return { index: { ...index, findNumbers }, searches: () => searches };
    };
    const rows = Array.from({ length: 40 }, (_, row) => `| premium | 0.635 | ${row} rows before |`);
    const text = [
      "Premium accounts average 0.635. Free ones average 0.512.",
      "",
      "| a | b | c |",
      "| --- | --- | --- |",
      ...rows,
    ].join("\n");
    const [once, streamed] = [counted(), counted()];
    checkText(text, once.index);
    const gate = createSentenceGate({ index: streamed.index, onText: () => {} });
    for (const word of text.split(/(?<= )/)) gate.push(word);
    gate.finish();
    checkText(text, streamed.index);
    expect(once.searches()).toBeGreaterThan(rows.length);
    expect(streamed.searches()).toBe(once.searches());
  });

  it("releases a sentence once the next one begins, and none in the middle of a decimal or an abbreviation", () => {
    const { after } = run(["The score is 0.", "635", ". That is e.g. ", "for premium.", " A", "nd so on"]);
    expect(after).toEqual([
      "",
      "",
      "The score is 0.635.",
      "The score is 0.635.",
      "The score is 0.635. That is e.g. for premium.",
      "The score is 0.635. That is e.g. for premium.",
    ]);
  });

  it("releases list items whole, table rows one by one and a fenced block at its end", () => {
    const { sent } = run(answer.split(/(?<=[\s.])/));
    expect(sent).toEqual([
      "Premium accounts average 0.635, e.g. in the last run, and free ones 0.512.",
      " The difference is 0.122 [e1].",
      "\n\n## Details",
      "\n\n- Premium: 0.635. That is more.",
      "\n- Free: 0.512",
      "\n\n| type | customers |",
      "\n| --- | --- |",
      "\n| premium | 31,588 |",
      "\n| free | 68,412 |",
      "\n\n```sql\nSELECT 1\n\nFROM final_results\n```",
      "\n\nThe median is 6 days.",
    ]);
  });

  it("holds everything back from the first sentence that fails, and says which number it was", () => {
    const { wasHolding, result, sent } = run([
      "Premium averages 0.635. ",
      "Free averages 0.777. ",
      "The median is 6 days. ",
      "Bye.",
    ]);
    expect(wasHolding).toBe(true);
    expect(sent).toEqual(["Premium averages 0.635."]);
    expect(result).toMatchObject({
      text: "Premium averages 0.635. Free averages 0.777. The median is 6 days. Bye.",
      released: "Premium averages 0.635.",
      tail: null,
      check: { untraced: [{ text: "0.777", start: 38 }] },
    });
  });

  it("derives a number of a sentence from those of the sentence before it", () => {
    const { result, wasHolding } = run(["Logins went from 1,298,044 to 1,352,610. ", "That is 54,566 more. ", "Good."]);
    expect({ wasHolding, released: result.released }).toEqual({ wasHolding: false, released: result.text });
  });

  it("never shows the machine-readable tail, and hands it over", () => {
    const { result, sent } = run(["It is 0.635.\n\n``", "`reck", 'oner\n{"chart": 0.4242}\n', "``", "`\n"]);
    expect(sent.join("")).toBe("It is 0.635.");
    expect(result).toMatchObject({ text: "It is 0.635.", released: "It is 0.635.", tail: '{"chart": 0.4242}' });
  });

  it("hands over a tail that was cut off before its end", () => {
    expect(run(['It is 0.635.\n```reckoner\n{"chart":']).result).toMatchObject({
      text: "It is 0.635.",
      tail: '{"chart":',
    });
  });

  it("rewrites each passage before it leaves, fenced blocks too", () => {
    const { result } = run(["It causes joy. ", "It is 0.635.\n\n```\nit causes\n```\n"], (passage) =>
      passage.replace("causes", "goes with"),
    );
    expect(result.released).toBe("It goes with joy. It is 0.635.\n\n```\nit goes with\n```");
  });

  it("ends with the same text and check however the text is cut into pieces", () => {
    const whole = `${answer}\n\n\`\`\`reckoner\n{}\n\`\`\``;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: whole.length }), { maxLength: 60 }), (cuts) => {
        const places = [0, ...[...cuts].sort((left, right) => left - right), whole.length];
        const pieces = places.slice(1).map((place, position) => whole.slice(places[position], place));
        const { result, sent } = run(pieces);
        expect(sent.join("")).toBe(answer);
        expect(result).toEqual({ text: answer, released: answer, tail: "{}", check: checkText(answer, index) });
      }),
      { seed: 5, numRuns: 100 },
    );
  });
});

describe("splitTail", () => {
  it("parts a finished text from its tail", () => {
    expect(splitTail('Text.\n\n```reckoner\n{"a": 1}\n```\n')).toEqual({ text: "Text.", tail: '{"a": 1}' });
    expect(splitTail("Text.\n\n```json\n{}\n```")).toEqual({ text: "Text.\n\n```json\n{}\n```", tail: null });
  });
});
