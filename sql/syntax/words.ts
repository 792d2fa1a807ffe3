/** Words that are no name unless quoted (Trino's reserved keywords, as far as a SELECT meets them). */
const reserved: ReadonlySet<string> = new Set(
  `alter and as between by case cast constraint create cross cube current_catalog current_date current_path
  current_role current_schema current_time current_timestamp current_user deallocate delete describe distinct drop
  else end escape except execute exists extract false for from full group grouping having in inner insert intersect
  into is join json_array json_exists json_object json_query json_table json_value left like listagg localtime
  localtimestamp natural normalize not null on or order outer prepare recursive right rollup select skip table then
  trim true uescape union unnest using values when where with`.split(/\s+/),
);

/** Not reserved in Trino, but a clause starts with them: read as an alias only behind AS. */
const clauses: ReadonlySet<string> = new Set(
  "limit offset fetch window qualify tablesample match_recognize lateral pivot unpivot sets".split(" "),
);

export function isReserved(word: string): boolean {
  return reserved.has(word);
}

/** Whether the word can be an alias without AS. */
export function canBeAlias(word: string): boolean {
  return !reserved.has(word) && !clauses.has(word);
}
