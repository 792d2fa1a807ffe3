import { buildWord, featureBytes, subtractPairs } from "./histogram";
import {
  builtAt,
  builtNodeAt,
  builtSplitsAt,
  claimAt,
  columnBytesAt,
  constrainedAt,
  endAt,
  featuresAt,
  finishedAt,
  invitationAt,
  lambdaAt,
  minChildWeightAt,
  minimalGainAt,
  orderAt,
  pairsAt,
  parentAt,
  parentNodeAt,
  parentSplitsAt,
  sleepersAt,
  startAt,
  trainerSleepsAt,
  wordListAt,
  wordsAt,
} from "./job";
import { scanCategories, scanConstrained, scanCuts, splitBytes } from "./split";

/** Looks at a word that another thread may change before a thread goes to sleep: some tens of microseconds. */
const spins: i32 = 20_000;

/** Nanoseconds a thread sleeps at most before it looks again. */
const napNanoseconds: i64 = 20_000_000;

/**
 * Does the job described in the control block, one unit for each of `unitCount` word columns, together with whatever
 * assistants there are. Which thread does a unit changes nothing in its result.
 */
export function runJob(control: usize, unitCount: i32): void {
  atomic.store<i32>(control + finishedAt, 0);
  const job = ((atomic.load<i32>(control + claimAt) >>> 12) + 1) << 12;
  // From here on assistants may take units; before, the job's description must be complete.
  atomic.store<i32>(control + claimAt, job | unitCount);
  if (atomic.load<i32>(control + sleepersAt) > 0) atomic.notify(control + claimAt, -1);
  while (true) {
    const claim = atomic.load<i32>(control + claimAt);
    const remaining = claim & 0xfff;
    if (remaining == 0) break;
    if (atomic.cmpxchg<i32>(control + claimAt, claim, claim - 1) != claim) continue;
    runUnit(control, remaining - 1);
    atomic.add<i32>(control + finishedAt, 1);
  }
  for (let look = 0; look < spins; look++) {
    if (atomic.load<i32>(control + finishedAt) == unitCount) return;
  }
  atomic.store<i32>(control + trainerSleepsAt, 1);
  while (true) {
    const finished = atomic.load<i32>(control + finishedAt);
    if (finished == unitCount) break;
    atomic.wait<i32>(control + finishedAt, finished, napNanoseconds);
  }
  atomic.store<i32>(control + trainerSleepsAt, 0);
}

/** Takes units of one job after the other while `invitation` holds; returns how many it did. */
export function assist(control: usize, invitation: i32): i32 {
  let done = 0;
  let looks = 0;
  while (atomic.load<i32>(control + invitationAt) == invitation) {
    const claim = atomic.load<i32>(control + claimAt);
    const remaining = claim & 0xfff;
    if (remaining == 0) {
      if (++looks < spins) continue;
      atomic.add<i32>(control + sleepersAt, 1);
      atomic.wait<i32>(control + claimAt, claim, napNanoseconds);
      atomic.sub<i32>(control + sleepersAt, 1);
      continue;
    }
    looks = 0;
    if (atomic.cmpxchg<i32>(control + claimAt, claim, claim - 1) != claim) continue;
    // The trainer waits for this unit now, so the description of the job stays as it is until it is done.
    runUnit(control, remaining - 1);
    atomic.add<i32>(control + finishedAt, 1);
    if (atomic.load<i32>(control + trainerSleepsAt) != 0) atomic.notify(control + finishedAt, 1);
    done++;
  }
  return done;
}

/** Builds, subtracts and scans the histograms of the features of one word column. */
function runUnit(control: usize, unit: usize): void {
  const word: usize = load<u32>(load<usize>(control + wordListAt) + (unit << 2));
  const offset = word * 4 * featureBytes;
  const built = load<usize>(control + builtAt) + offset;
  const features = load<usize>(control + featuresAt) + word * 64;
  for (let slot: usize = 0; slot < 4; slot++) {
    const binCount: usize = load<i32>(features + slot * 16);
    memory.fill(built + slot * featureBytes, 0, (binCount + 1) << 4);
  }
  buildWord(
    load<usize>(control + wordsAt) + word * load<usize>(control + columnBytesAt),
    load<usize>(control + orderAt),
    load<usize>(control + pairsAt),
    load<i32>(control + startAt),
    load<i32>(control + endAt),
    built,
  );
  const parent = load<usize>(control + parentAt);
  const builtSplits = load<usize>(control + builtSplitsAt);
  const parentSplits = load<usize>(control + parentSplitsAt);
  for (let slot: usize = 0; slot < 4; slot++) {
    const feature = features + slot * 16;
    if (load<i32>(feature, 8) == 0) continue;
    const histogram = slot * featureBytes;
    const split = (word * 4 + slot) * splitBytes;
    if (builtSplits != 0) scanFeature(control, feature, built + histogram, control + builtNodeAt, builtSplits + split);
    if (parent == 0 || parentSplits == 0) continue;
    const remaining = parent + offset + histogram;
    subtractPairs(remaining, built + histogram, load<i32>(feature) + 1);
    scanFeature(control, feature, remaining, control + parentNodeAt, parentSplits + split);
  }
}

function scanFeature(control: usize, feature: usize, histogram: usize, node: usize, result: usize): void {
  const binCount = load<i32>(feature);
  const isCategorical = load<i32>(feature, 4) != 0;
  const lambda = load<f64>(control + lambdaAt);
  const minChildWeight = load<f64>(control + minChildWeightAt);
  const minimalGain = load<f64>(control + minimalGainAt);
  if (load<i32>(control + constrainedAt) != 0) {
    const sign = <f64>load<i32>(feature, 12);
    scanConstrained(histogram, binCount, isCategorical, sign, node, lambda, minChildWeight, minimalGain, result);
  } else if (isCategorical) {
    scanCategories(histogram, binCount, node, lambda, minChildWeight, minimalGain, result);
  } else scanCuts(histogram, binCount, node, lambda, minChildWeight, minimalGain, result);
}
