import type { Page, PageRequest } from "#store";

/** Items fetched at once. */
const pageSize = 100;

/** Every item of a list, page by page, and no more than `most`. */
export async function* allItems<Item>(
  fetchPage: (page: PageRequest) => Promise<Page<Item>>,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<Item> {
  let left = most;
  let after: string | null = null;
  do {
    const limit = Math.min(pageSize, left);
    const page: Page<Item> = await fetchPage(after === null ? { limit } : { limit, after });
    yield* page.items;
    left -= page.items.length;
    after = page.next;
  } while (after !== null && left > 0);
}
