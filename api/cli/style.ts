import { styleText } from "node:util";

/** Marks text for a terminal; without colours each gives the text back as it is. */
export type Style = {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly italic: (text: string) => string;
  readonly code: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly up: (text: string) => string;
  readonly down: (text: string) => string;
};

/** Styles with or without escape sequences. Up and down are told apart also by the colour-blind, and have a sign. */
export function createStyle(isColoured: boolean): Style {
  type Format = Parameters<typeof styleText>[0];
  const paint = (format: Format) => (text: string) =>
    isColoured && text !== "" ? styleText(format, text, { validateStream: false }) : text;
  return {
    bold: paint("bold"),
    dim: paint("dim"),
    italic: paint("italic"),
    code: paint("cyan"),
    good: paint("green"),
    bad: paint("red"),
    up: paint("yellow"),
    down: paint("cyan"),
  };
}
