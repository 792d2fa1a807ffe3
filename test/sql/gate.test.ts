import { describe, expect, test } from "vitest";

import { createGate } from "../../sql/gate.ts";

/** Work that a test ends by hand, and the order in which it began. */
function openGate(width: number, widthPerPerson?: number) {
  const gate = createGate({ width, widthPerPerson });
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const never = new AbortController().signal;
  const enter = (name: string, person?: string, signal = never) =>
    gate.enter(
      () => {
        begun.push(name);
        return new Promise<void>((resolve) => ends.set(name, resolve));
      },
      { signal, person },
    );
  /** Lets what has become possible happen. */
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const end = async (name: string) => {
    ends.get(name)?.();
    await settle();
  };
  return { enter, end, begun, settle };
}

describe("those who wait", () => {
  test("come in as they came, where nobody says who they are", async () => {
    const { enter, end, begun, settle } = openGate(2);
    for (const name of ["a", "b", "c", "d"]) void enter(name);
    await settle();
    expect(begun).toEqual(["a", "b"]);
    await end("b");
    await end("a");
    expect(begun).toEqual(["a", "b", "c", "d"]);
  });

  test("take turns by person: who has fewest inside goes first", async () => {
    const { enter, end, begun, settle } = openGate(2);
    for (const name of ["ann 1", "ann 2", "ann 3", "ann 4"]) void enter(name, "ann");
    void enter("bob 1", "bob");
    void enter("bob 2", "bob");
    await settle();
    await end("ann 1");
    expect(begun).toEqual(["ann 1", "ann 2", "bob 1"]);
    await end("ann 2");
    expect(begun.at(-1)).toBe("ann 3");
    await end("bob 1");
    expect(begun.at(-1)).toBe("bob 2");
  });

  test("leave a place free rather than give one person more than their share", async () => {
    const { enter, end, begun, settle } = openGate(2, 1);
    void enter("ann 1", "ann");
    void enter("ann 2", "ann");
    await settle();
    expect(begun).toEqual(["ann 1"]);
    void enter("bob 1", "bob");
    await settle();
    expect(begun).toEqual(["ann 1", "bob 1"]);
    await end("bob 1");
    expect(begun).toEqual(["ann 1", "bob 1"]);
    await end("ann 1");
    expect(begun).toEqual(["ann 1", "bob 1", "ann 2"]);
  });

  test("may give up, and take no place then", async () => {
    const { enter, end, begun, settle } = openGate(1);
    const stop = new AbortController();
    void enter("a");
    const waiting = enter("b", undefined, stop.signal);
    void enter("c");
    await settle();
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await expect(enter("d", undefined, stop.signal)).rejects.toThrow("enough");
    await end("a");
    expect(begun).toEqual(["a", "c"]);
  });
});

test("work that fails leaves its place", async () => {
  const gate = createGate({ width: 1 });
  const { signal } = new AbortController();
  const failing = gate.enter(() => Promise.reject(new Error("broken")), { signal });
  await expect(failing).rejects.toThrow("broken");
  expect(await gate.enter(() => Promise.resolve("in"), { signal })).toBe("in");
});
