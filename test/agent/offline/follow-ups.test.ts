import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

import { domainDirectory, loadDomain } from "#knowledge";

import {
  distributionFollowUp,
  driversFollowUp,
  helpThemFollowUp,
  levelsFollowUp,
  leversFollowUp,
  rateFollowUp,
  segmentsFollowUp,
  whyOneFollowUp,
} from "../../../agent/offline/telling/follow-ups.ts";
import { createLexicon } from "../../../agent/offline/reading/lexicon.ts";
import { understand } from "../../../agent/offline/reading/understand.ts";

const engagement = await loadDomain(domainDirectory("engagement"));
const library = await loadDomain(fileURLToPath(new URL("../../fixtures/library-domain", import.meta.url)));

describe.each([engagement, library])("the follow-ups of $name", (domain) => {
  const lexicon = createLexicon(domain);
  const standing = [
    ...distributionFollowUp(domain),
    ...driversFollowUp(domain),
    ...levelsFollowUp(domain),
    ...leversFollowUp(domain),
    ...rateFollowUp(domain),
    ...segmentsFollowUp(domain),
    ...whyOneFollowUp(domain),
  ];

  it.each(standing)("%s", (question) => {
    expect(understand(question, lexicon, null).reading).toMatchObject({ kind: "analysis" });
  });

  it("on a group go on from it", () => {
    const group = domain.groups[0];
    const counted = understand(`How many ${group?.label} are there?`, lexicon, null).reading;
    const previous = counted.kind === "analysis" ? counted.analysis : null;
    for (const question of helpThemFollowUp(domain)) {
      expect(understand(question, lexicon, previous).reading).toMatchObject({
        kind: "analysis",
        analysis: { kind: "levers", population: [{ kind: "group", group: group?.name }] },
      });
    }
  });

  it("name nothing of another domain", () => {
    const other = domain === engagement ? library : engagement;
    const text = standing.join(" ");
    expect(text).not.toContain(other.entity.plural);
    expect(text).not.toContain(other.models[0]?.label);
  });
});
