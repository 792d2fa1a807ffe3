/**
 * The statements that give a results file the schema `trino`: macros with the meaning of Trino's functions where
 * DuckDB's differ. The pipeline runs them when it builds the file, since the file is opened read-only.
 * A macro's arguments are pasted into its text each time they occur, so each occurs as rarely as may be.
 */
export function servingMacros(): readonly string[] {
  return ["CREATE SCHEMA IF NOT EXISTS trino", ...macros.map((macro) => `CREATE OR REPLACE MACRO trino.${macro}`)];
}

const macros: readonly string[] = [
  // Division by zero fails in Trino for whole numbers and decimals; DuckDB gives NULL. The failure is a cast that
  // cannot succeed, because TRY does not take error().
  "divide_integers(a, b) AS CASE WHEN b = 0 THEN CAST('Division by zero' AS BIGINT) ELSE a // b END",
  "divide_integers_or_null(a, b) AS a // nullif(b, 0)",
  "divide_decimals(a, b) AS CASE WHEN b = 0 THEN CAST('Division by zero' AS DOUBLE) ELSE CAST(a AS DOUBLE) / CAST(b AS DOUBLE) END",
  "divide_decimals_or_null(a, b) AS CAST(a AS DOUBLE) / nullif(CAST(b AS DOUBLE), 0)",
  "divide_doubles(a, b) AS CAST(a AS DOUBLE) / CAST(b AS DOUBLE)",
  "modulo(a, b) AS CASE WHEN b = 0 THEN CAST('Division by zero' AS BIGINT) ELSE a % b END",
  "modulo_or_null(a, b) AS a % nullif(b, 0)",
  "modulo_doubles(a, b) AS CASE WHEN CAST(b AS DOUBLE) = 0 THEN 'NaN'::DOUBLE ELSE CAST(a AS DOUBLE) % CAST(b AS DOUBLE) END",
  // NaN is neither equal to anything nor greater or less; DuckDB takes it as the largest number.
  "equal(a, b) AS CASE WHEN isnan(a) AND b IS NOT NULL THEN false ELSE a = b END",
  "less(a, b) AS CASE WHEN isnan(b) AND a IS NOT NULL THEN false ELSE a < b END",
  "at_most(a, b) AS CASE WHEN isnan(b) AND a IS NOT NULL THEN false ELSE a <= b END",
  // Outside their range Trino gives NaN or an infinity where DuckDB fails.
  "square_root(x) AS CASE WHEN x < 0 THEN 'NaN'::DOUBLE ELSE sqrt(x) END",
  "ln(x) AS CASE WHEN x > 0 THEN main.ln(x) WHEN x = 0 THEN '-Infinity'::DOUBLE WHEN x < 0 THEN 'NaN'::DOUBLE END",
  "log2(x) AS CASE WHEN x > 0 THEN main.log2(x) WHEN x = 0 THEN '-Infinity'::DOUBLE WHEN x < 0 THEN 'NaN'::DOUBLE END",
  "log10(x) AS CASE WHEN x > 0 THEN main.log10(x) WHEN x = 0 THEN '-Infinity'::DOUBLE WHEN x < 0 THEN 'NaN'::DOUBLE END",
  "acos(x) AS CASE WHEN x BETWEEN -1 AND 1 THEN main.acos(x) WHEN x IS NOT NULL THEN 'NaN'::DOUBLE END",
  "asin(x) AS CASE WHEN x BETWEEN -1 AND 1 THEN main.asin(x) WHEN x IS NOT NULL THEN 'NaN'::DOUBLE END",
  // Wilson (1927), as Trino's MathFunctions writes it.
  `wilson_interval_lower(successes, trials, z) AS CASE
     WHEN successes < 0 OR trials <= 0 OR successes > trials OR z < 0 THEN error('wilson_interval needs 0 <= successes <= trials and z >= 0')
     ELSE (successes / CAST(trials AS DOUBLE) + z * z / (2 * trials)
       - z * sqrt((successes / CAST(trials AS DOUBLE)) * (1 - successes / CAST(trials AS DOUBLE)) / trials + z * z / (4 * CAST(trials AS DOUBLE) * trials)))
       / (1 + z * z / trials) END`,
  `wilson_interval_upper(successes, trials, z) AS CASE
     WHEN successes < 0 OR trials <= 0 OR successes > trials OR z < 0 THEN error('wilson_interval needs 0 <= successes <= trials and z >= 0')
     ELSE (successes / CAST(trials AS DOUBLE) + z * z / (2 * trials)
       + z * sqrt((successes / CAST(trials AS DOUBLE)) * (1 - successes / CAST(trials AS DOUBLE)) / trials + z * z / (4 * CAST(trials AS DOUBLE) * trials)))
       / (1 + z * z / trials) END`,
  "log(base, x) AS trino.ln(x) / trino.ln(base)",
  "power(x, y) AS pow(CAST(x AS DOUBLE), CAST(y AS DOUBLE))",
  // Trino's MathFunctions.widthBucket: 0 below, n + 1 from the upper bound on, counted downwards where low > high.
  `width_bucket(x, low, high, n) AS CASE
     WHEN n <= 0 OR low = high THEN error('width_bucket needs two different bounds and a positive count')
     WHEN low < high THEN CASE WHEN x < low THEN 0 WHEN x >= high THEN n + 1
       ELSE CAST(floor(CAST(n AS DOUBLE) * (x - low) / (high - low)) AS BIGINT) + 1 END
     WHEN x < high THEN n + 1 WHEN x >= low THEN 0
     ELSE n - CAST(floor(CAST(n AS DOUBLE) * (x - high) / (low - high)) AS BIGINT) END,
   (x, bins) AS CASE WHEN x IS NOT NULL THEN len(list_filter(bins, lambda bin: bin <= x)) END`,
  // The small sharp s has no capital in Java.
  "upper(s) AS replace(main.upper(replace(s, 'ß', chr(57344))), chr(57344), 'ß')",
  // A double's text: rounded where it has one, wide where it is past decimals; a sign stays before a zero.
  `fixed_text(x, rounded, wide, missing) AS CASE WHEN x IS NULL THEN missing WHEN isnan(x) THEN 'NaN'
     WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END
     WHEN x < 0 AND rounded NOT LIKE '-%' THEN '-' || rounded ELSE coalesce(rounded, wide) END`,
  // Positions count from 1; 0, or one before the start, gives an empty text.
  `substr(s, start) AS CASE WHEN s IS NULL OR start IS NULL THEN NULL WHEN start = 0 OR -start > length(s) THEN '' ELSE main.substr(s, start) END,
   (s, start, n) AS CASE WHEN s IS NULL OR start IS NULL OR n IS NULL THEN NULL WHEN start = 0 OR -start > length(s) OR n <= 0 THEN '' ELSE main.substr(s, start, n) END`,
  "codepoint(s) AS CASE WHEN length(s) <> 1 THEN error('codepoint needs one character') ELSE unicode(s) END",
  "split_part(s, separator, place) AS CASE WHEN place < 1 THEN error('Index must be greater than zero') ELSE list_extract(string_split(s, separator), place) END",
  "text_to_integer(s) AS CASE WHEN s IS NULL THEN NULL WHEN regexp_full_match(s, '[+-]?[0-9]+') THEN CAST(s AS BIGINT) ELSE CAST('Cannot cast the text to a whole number' AS BIGINT) END",
  "text_to_integer_or_null(s) AS CASE WHEN regexp_full_match(s, '[+-]?[0-9]+') THEN TRY_CAST(s AS BIGINT) END",
  "text_to_date(s) AS CASE WHEN s IS NULL THEN NULL WHEN regexp_full_match(s, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}') THEN CAST(s AS DATE) ELSE CAST('Cannot cast the text to a date' AS DATE) END",
  "text_to_date_or_null(s) AS CASE WHEN regexp_full_match(s, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}') THEN TRY_CAST(s AS DATE) END",
  // Texts that DuckDB's casts would read though Trino's do not; an empty one fails in every such cast.
  "decimal_text(s) AS CASE WHEN s IS NULL OR regexp_full_match(s, '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?') THEN s ELSE '' END",
  "boolean_text(s) AS CASE WHEN s IS NULL OR lower(s) IN ('true', 'false', 't', 'f', '1', '0') THEN s ELSE '' END",
  "timestamp_text(s) AS CASE WHEN s IS NULL OR regexp_full_match(s, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}( [0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}([.][0-9]+)?)?)?') THEN s ELSE '' END",
  "array_place(list, place) AS CASE WHEN place = 0 THEN error('SQL array indices start at 1') ELSE list_extract(list, place) END",
  // From the end where the start is negative; nothing where it lies before the first.
  `slice(list, start, n) AS CASE WHEN start = 0 OR n < 0 THEN error('slice needs a start other than 0 and a length from 0')
     WHEN start > 0 THEN list_slice(list, start, start + n - 1) WHEN -start > len(list) THEN list_slice(list, 1, 0)
     ELSE list_slice(list, len(list) + start + 1, len(list) + start + n) END`,
  `sequence(low, high) AS generate_series(low, high, CASE WHEN low <= high THEN 1 ELSE -1 END),
   (low, high, step) AS generate_series(low, high, step)`,
  "array_element(list, place) AS CASE WHEN list IS NULL OR place IS NULL THEN NULL WHEN place < 1 OR place > len(list) THEN error('Array subscript out of bounds') ELSE list_extract(list, place) END",
  "map_element(map, key) AS CASE WHEN map IS NULL THEN NULL WHEN NOT map_contains(map, key) THEN error('Key not present in map') ELSE map_extract_value(map, key) END",
  // NULL, not false, where the array has a NULL and not the value.
  "contains(list, x) AS CASE WHEN list IS NULL OR x IS NULL THEN NULL WHEN list_contains(list, x) THEN true WHEN len(list) > list_count(list) THEN NULL ELSE false END",
  "array_position(list, x) AS CASE WHEN list IS NULL OR x IS NULL THEN NULL ELSE coalesce(list_position(list, x), 0) END",
  "array_max(list) AS CASE WHEN len(list) = list_count(list) THEN list_max(list) END",
  "array_min(list) AS CASE WHEN len(list) = list_count(list) THEN list_min(list) END",
  // Sets keep the order of the first array, then of the second; NULL is a value among others.
  "array_union(a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN trino.array_distinct(list_concat(a, b)) END",
  "array_intersect(a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN trino.array_distinct(list_filter(a, lambda x: list_position(b, x) IS NOT NULL)) END",
  "array_except(a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN trino.array_distinct(list_filter(a, lambda x: list_position(b, x) IS NULL)) END",
  "arrays_overlap(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN list_has_any(a, b) THEN true WHEN len(a) > 0 AND len(b) > 0 AND len(a) + len(b) > list_count(a) + list_count(b) THEN NULL ELSE false END",
  "array_remove(list, x) AS CASE WHEN x IS NOT NULL THEN list_filter(list, lambda y: y IS DISTINCT FROM x) END",
  "trim_array(list, n) AS CASE WHEN n < 0 OR n > len(list) THEN error('size must not be negative or past the array') ELSE list_slice(list, 1, len(list) - n) END",
  "map_concat(a, b) AS CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN main.map_concat(a, b) END",
  // In the order of first appearance; NULL counts as a value.
  "array_distinct(list) AS list_filter(list, lambda x, place: list_position(list, x) = place)",
];
