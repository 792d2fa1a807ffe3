import { describe, expect, it } from "vitest";

import { pathOf, placeOf, type Place } from "../../web/app/place.ts";

describe("addresses of the page", () => {
  const places: readonly Place[] = [
    { page: "start", asks: [] },
    { page: "start", asks: ["Why, user_1 & others?", "And then?"] },
    { page: "thread", thread: "thread_1" },
    { page: "answer", answer: "a/b c" },
    { page: "shared", share: "answer_1" },
    { page: "board", board: "board_1" },
    { page: "customer", customer: "ü%2F" },
    { page: "model", model: "churn" },
    { page: "runs" },
    { page: "review" },
  ];

  it.each(places)("of $page lead back to where they came from", (place) => {
    const { pathname, search } = new URL(pathOf(place), "http://localhost");
    expect(placeOf(pathname, search)).toEqual(place);
  });

  it.each(["/nothing", "/threads", "/threads/", "/threads/a/b", "/runs/x/y", "/x/y"])("%s names nothing", (path) => {
    expect(placeOf(path)).toEqual({ page: "nowhere" });
  });

  it("take a broken escape as it stands", () => {
    expect(placeOf("/models/%E0%A4%A")).toEqual({ page: "model", model: "%E0%A4%A" });
  });
});
