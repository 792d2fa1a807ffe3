import { createRequire } from "node:module";

import { Resvg } from "@resvg/resvg-js";

/** A picture in pixels. */
export type Png = { readonly png: Uint8Array; readonly widthPixels: number; readonly heightPixels: number };

const require = createRequire(import.meta.url);
const fontFiles = () => [
  require.resolve("@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf"),
  require.resolve("@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf"),
];

/** Pixels to a CSS pixel, for screens that have as many. */
const scale = 2;
/** More than the largest chart has. */
const mostPixels = 12_000_000;

/**
 * A picture of an SVG whose colours are fixed, twice as fine as its own pixels, in Inter as it is shipped with us:
 * what fonts a machine has makes no difference. Throws a `RangeError` for one that would be too large.
 */
export function svgToPng(svg: string): Png {
  const resvg = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: {
      loadSystemFonts: false,
      fontFiles: fontFiles(),
      defaultFontFamily: "Inter",
    },
  });
  if (resvg.width * resvg.height * scale * scale > mostPixels) throw new RangeError("the picture is too large");
  const image = resvg.render();
  return { png: new Uint8Array(image.asPng()), widthPixels: image.width, heightPixels: image.height };
}
