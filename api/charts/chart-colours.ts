/** Colours of a picture: CSS variables where a page's theme gives them, fixed ones for a picture of its own. */
export type ChartColours = {
  readonly background: string;
  readonly ink: string;
  readonly dim: string;
  readonly line: string;
  readonly accent: string;
  readonly up: string;
  readonly down: string;
  readonly base: string;
};

/** Themed by the page that shows the picture: browsers read CSS variables in an SVG's attributes. */
export const pageColours: ChartColours = {
  background: "transparent",
  ink: "var(--ink)",
  dim: "var(--ink-2)",
  line: "var(--line)",
  accent: "var(--accent)",
  up: "var(--up)",
  down: "var(--down)",
  base: "var(--base)",
};

/** What is around a picture: a light page or a dark one. */
export type PictureTheme = "light" | "dark";

/** The page's colours (web/styles/tokens.css) as they are, for pictures that no page gives any. */
export const pictureColours: Readonly<Record<PictureTheme, ChartColours>> = {
  light: {
    background: "#fff",
    ink: "#191b1f",
    dim: "#535963",
    line: "#e9e9e4",
    accent: "#3450b0",
    up: "#b8450f",
    down: "#0e746b",
    base: "#a9afb9",
  },
  dark: {
    background: "#17191c",
    ink: "#eceef0",
    dim: "#a3a9b3",
    line: "#25282d",
    accent: "#93a9f8",
    up: "#f08a4b",
    down: "#3cc2b1",
    base: "#666d78",
  },
};
