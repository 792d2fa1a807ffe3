/** Names of labels with their values. Values come from a bounded set: never an id, a path or a word of a person's. */
export type Labels = Readonly<Record<string, string>>;

/** Adds up. */
export type Counter = { readonly add: (labels: Labels, amount?: number) => void };
/** Counts values by size. */
export type Histogram = { readonly observe: (labels: Labels, value: number) => void };
/** Goes up and down. */
export type Gauge = { readonly add: (labels: Labels, amount: number) => void };

/** Metrics of this process, and their text for Prometheus. */
export type Registry = {
  readonly counter: (name: string, help: string) => Counter;
  readonly gauge: (name: string, help: string) => Gauge;
  /** `bounds`: upper bounds of the buckets, ascending, without the last one, which takes the rest. */
  readonly histogram: (name: string, help: string, bounds: readonly number[]) => Histogram;
  /** Asked for a value at each reading. */
  readonly measure: (name: string, help: string, read: () => number) => void;
  /** Prometheus' text format, version 0.0.4. */
  readonly render: () => string;
};

type Family = {
  readonly name: string;
  readonly kind: string;
  readonly help: string;
  readonly lines: () => readonly string[];
};

/** Series that one metric may have: a label that grew past it would be a fault, and must not eat the memory. */
const mostSeries = 1_000;

export function createRegistry(): Registry {
  const families: Family[] = [];
  const add = (family: Family) => void families.push(family);
  const sum = (kind: string) => (name: string, help: string) => {
    const series = createSeries(() => ({ value: 0 }));
    add({ name, kind, help, lines: () => series.flatMap(({ value }, labels) => `${name}${labels} ${value}`) });
    return {
      add: (labels: Labels, amount = 1) => {
        const one = series.at(labels);
        if (one) one.value += amount;
      },
    };
  };
  return {
    counter: sum("counter"),
    gauge: sum("gauge"),
    histogram: (name, help, bounds) => {
      const series = createSeries(() => ({ counts: new Float64Array(bounds.length + 1), sum: 0 }));
      add({
        name,
        kind: "histogram",
        help,
        lines: () => series.flatMap((one, _, labels) => histogramLines(name, bounds, one, labels)),
      });
      return {
        observe: (labels, value) => {
          const one = series.at(labels);
          if (!one) return;
          const place = bounds.findIndex((bound) => value <= bound);
          one.counts[place < 0 ? bounds.length : place]! += 1;
          one.sum += value;
        },
      };
    },
    measure: (name, help, read) => add({ name, kind: "gauge", help, lines: () => [`${name} ${read()}`] }),
    render: () =>
      families
        .flatMap(({ name, kind, help, lines }) => [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...lines(), ""])
        .join("\n"),
  };
}

function createSeries<Value>(create: () => Value) {
  const series = new Map<string, { readonly value: Value; readonly labels: Labels }>();
  return {
    at: (labels: Labels): Value | null => {
      const key = renderLabels(labels);
      const found = series.get(key);
      if (found) return found.value;
      if (series.size >= mostSeries) return null;
      const value = create();
      series.set(key, { value, labels });
      return value;
    },
    flatMap: (render: (value: Value, labels: string, raw: Labels) => string | readonly string[]): readonly string[] =>
      [...series].flatMap(([key, one]) => render(one.value, key, one.labels)),
  };
}

function histogramLines(
  name: string,
  bounds: readonly number[],
  { counts, sum }: { readonly counts: Float64Array; readonly sum: number },
  labels: Labels,
): readonly string[] {
  let below = 0;
  const buckets = [...counts].map((count, index) => {
    below += count;
    return `${name}_bucket${renderLabels({ ...labels, le: String(bounds[index] ?? "+Inf") })} ${below}`;
  });
  return [...buckets, `${name}_sum${renderLabels(labels)} ${sum}`, `${name}_count${renderLabels(labels)} ${below}`];
}

function renderLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escape(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escape(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
