import type { Column } from "#knowledge";

import type { ParsedQuestion } from "./parsed-question.ts";
import { isTimeUnit } from "./units.ts";

const fast = /\b(fast|faster|quick|quicker|quickly|soon|sooner|prompt|promptly|speedy|speed)\b/;
const parts: Readonly<Record<string, number>> = {
  half: 1 / 2,
  third: 1 / 3,
  quarter: 1 / 4,
  fifth: 1 / 5,
  tenth: 1 / 10,
};

/**
 * The factor of a change that is said in words: "doubled" 2, "half as many" 0.5, "a third less" 2/3. Of a time, faster is
 * less of it: "twice as fast" is 0.5. Null where no such words are said.
 */
export function factorInWords(question: ParsedQuestion, lever: Column): number | null {
  const text = question.outside;
  const isTime = lever.unit !== null && isTimeUnit(lever.unit);
  const said = factorOf(text);
  if (said === null) return null;
  // "Half the time" and "halved" are said of the time itself; "twice as fast" of the speed.
  const isSpeed =
    isTime && fast.test(text) && /\b(twice|double|doubly|three times|triple|times|half) (as|the) /.test(text);
  return Number((isSpeed ? 1 / said : said).toFixed(6));
}

function factorOf(text: string): number | null {
  const part =
    /\b(?:by )?(?:a |one )?(half|third|quarter|fifth|tenth)\b(?: (less|fewer|lower|shorter|faster|quicker|sooner|more|higher|longer|slower|again|extra))?/.exec(
      text,
    );
  if (/\bhalv/.test(text) || /\b(in|to) half\b|\bhalf (as|the)\b/.test(text)) return 0.5;
  if (/\bdoubl|\btwice\b/.test(text)) return 2;
  if (/\btripl|\bthree times as\b/.test(text)) return 3;
  if (/\bquadrupl|\bfour times as\b/.test(text)) return 4;
  const share = parts[part?.[1] ?? ""];
  if (!part || share === undefined) return null;
  const isLess =
    /^(less|fewer|lower|shorter|faster|quicker|sooner)$/.test(part[2] ?? "") ||
    (part[2] === undefined && /\b(reduc|lower|decreas|cut|drop|shorten|fell|fall|shrink)/.test(text));
  const isMore = part[2] !== undefined || /\b(rais|increas|improv|boost|grow|grew|rose|rise|lift)/.test(text);
  return isLess ? 1 - share : isMore ? 1 + share : null;
}
