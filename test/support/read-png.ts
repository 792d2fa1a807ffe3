import { inflateSync } from "node:zlib";

/** A PNG of eight bits a channel, read by its own specification (ISO/IEC 15948), to look at single pixels. */
export type ReadPng = {
  readonly widthPixels: number;
  readonly heightPixels: number;
  /** As `#rrggbb`. */
  readonly colourAt: (x: number, y: number) => string;
  /** Every colour that a pixel has. */
  readonly colours: () => ReadonlySet<string>;
};

const signature = "89504e470d0a1a0a";

export function readPng(bytes: Uint8Array): ReadPng {
  const png = Buffer.from(bytes);
  if (png.subarray(0, 8).toString("hex") !== signature) throw new RangeError("this is no PNG");
  const [widthPixels, heightPixels] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const channels = { 2: 3, 6: 4 }[png[25] ?? 0];
  if (png[24] !== 8 || channels === undefined) throw new RangeError("only RGB with eight bits is read");
  const rows = unfilter(inflateSync(Buffer.concat(dataOf(png))), widthPixels * channels, channels);
  const colourAt = (x: number, y: number) =>
    `#${(rows[y] ?? Buffer.alloc(0)).subarray(x * channels, x * channels + 3).toString("hex")}`;
  return {
    widthPixels,
    heightPixels,
    colourAt,
    colours: () => {
      const found = new Set<string>();
      for (let y = 0; y < heightPixels; y++) for (let x = 0; x < widthPixels; x++) found.add(colourAt(x, y));
      return found;
    },
  };
}

/** The parts of the compressed pixels. */
function dataOf(png: Buffer): readonly Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return parts;
}

/** Each row's bytes, its filter undone (section 9). */
function unfilter(data: Buffer, rowBytes: number, pixelBytes: number): readonly Buffer[] {
  const rows: Buffer[] = [];
  for (let at = 0; at < data.length; at += rowBytes + 1) {
    const filter = data[at];
    const row = Buffer.from(data.subarray(at + 1, at + 1 + rowBytes));
    const above = rows.at(-1) ?? Buffer.alloc(rowBytes);
    for (let index = 0; index < rowBytes; index++) {
      const left = row[index - pixelBytes] ?? 0;
      const up = above[index] ?? 0;
      const corner = above[index - pixelBytes] ?? 0;
      row[index] = (row[index] ?? 0) + predictor(filter, left, up, corner);
    }
    rows.push(row);
  }
  return rows;
}

function predictor(filter: number | undefined, left: number, up: number, corner: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    default: {
      const [byLeft, byUp, byCorner] = [up - corner, left - corner, left + up - 2 * corner].map(Math.abs);
      if (byLeft === undefined || byUp === undefined || byCorner === undefined) return 0;
      return byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner;
    }
  }
}
