import { createNoiseStream } from "./noise.ts";

/** Plainly invented names: nobody is called this. */
export const firstNames = [
  "Alder",
  "Birch",
  "Cedar",
  "Dahlia",
  "Ember",
  "Fennel",
  "Garnet",
  "Hazel",
  "Indigo",
  "Juniper",
  "Kelp",
  "Linden",
  "Maple",
  "Nettle",
  "Onyx",
  "Poppy",
  "Quill",
  "Rowan",
  "Sorrel",
  "Teasel",
  "Umber",
  "Verbena",
  "Willow",
  "Xenia",
  "Yarrow",
  "Zinnia",
] as const;

export const lastNames = [
  "Testwood",
  "Samplefield",
  "Mockridge",
  "Dummyford",
  "Placeholm",
  "Fakeley",
  "Exampleton",
  "Specimen",
  "Fixturesen",
  "Trialby",
  "Prototypo",
  "Standinson",
  "Loremsby",
  "Ipsumsen",
  "Dolorfield",
  "Foobarton",
  "Bazwick",
  "Quuxley",
  "Nullworth",
  "Voidham",
] as const;

/** Domains reserved for documentation (RFC 2606). */
export const mailDomains = ["example.com", "example.org"] as const;

/** Columns of a person in the working table. All but the days are indices into the lists or digits of the number. */
export const personColumns = [
  "first_name",
  "last_name",
  "mail_domain",
  "area_code",
  "line_number",
  "days_after_birthday",
] as const;

/**
 * Returns the function that writes a person's six numbers to `into` from `offset` on. They depend on nothing of the
 * customer; the date of birth is later counted back from the snapshot by the age and `days_after_birthday` (0 to 364).
 */
export function createPersonSource(seed: number): (customer: number, into: Float64Array, offset: number) => void {
  const spans = [firstNames.length, lastNames.length, mailDomains.length, 700, 100, 365];
  const firsts = [0, 0, 0, 200, 0, 0];
  const streams = personColumns.map((column) => createNoiseStream(seed, `person ${column}`));
  return (customer, into, offset) => {
    for (let i = 0; i < streams.length; i++) {
      into[offset + i] = firsts[i]! + Math.floor(streams[i]!.uniform(customer) * spans[i]!);
    }
  };
}
