/**
 * The lines of a text that comes in pieces, without their line feeds. Of a line longer than `longest` characters only
 * that many and one more are kept, so that no input can fill the memory.
 */
export async function* splitLines(pieces: AsyncIterable<string>, longest: number): AsyncGenerator<string> {
  let begun = "";
  for await (const piece of pieces) {
    let start = 0;
    for (let end = piece.indexOf("\n"); end >= 0; end = piece.indexOf("\n", start)) {
      yield (begun + piece.slice(start, end)).slice(0, longest + 1);
      begun = "";
      start = end + 1;
    }
    if (begun.length <= longest) begun += piece.slice(start);
  }
  if (begun !== "") yield begun.slice(0, longest + 1);
}
