import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

import { domainDirectory, loadDomain } from "#knowledge";

import { helpExamples } from "../../../agent/offline/analyses/help.ts";
import { createLexicon } from "../../../agent/offline/reading/lexicon.ts";
import { understand } from "../../../agent/offline/reading/understand.ts";

const engagement = await loadDomain(domainDirectory("engagement"));
const library = await loadDomain(fileURLToPath(new URL("../../fixtures/library-domain", import.meta.url)));

describe.each([engagement, library])("the examples of $name", (domain) => {
  // "This customer" needs the id that the person puts in its place.
  const examples = helpExamples(domain).map(({ topic, question }) => ({
    topic,
    question: question.replace(`this ${domain.entity.singular}`, domain.entity.example),
  }));

  it.each(examples)("$topic: $question", ({ question }) => {
    expect(understand(question, createLexicon(domain), null).reading).toMatchObject({ kind: "analysis" });
  });

  it("are of the domain's own words", () => {
    const other = domain === engagement ? library : engagement;
    const text = examples.map(({ question }) => question).join(" ");
    expect(text).toContain(domain.models[0]?.label);
    expect(text).not.toContain(other.models[0]?.label);
    expect(text).not.toContain(other.entity.plural);
  });
});
