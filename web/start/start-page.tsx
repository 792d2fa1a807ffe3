import type { Loaded } from "../app/use-loaded.ts";
import { mayRetry } from "../client/problem.ts";
import type { Overview } from "../contract/routes.d.ts";
import { formatNumber } from "../ui/format.ts";
import { Icon } from "../ui/icon.tsx";
import { capitalised, readableName } from "../ui/readable.ts";
import { ProblemNote } from "../ui/problem-note.tsx";

/** What can be asked, and over which data: the page before the first question. */
export function StartPage({
  overview,
  mayAsk,
  onAsk,
}: {
  readonly overview: Loaded<Overview> & { readonly reload: () => void };
  readonly mayAsk: boolean;
  readonly onAsk: (question: string) => void;
}) {
  if (overview.state === "failed")
    return (
      <div class="column">
        <ProblemNote
          problem={overview.problem.problem}
          {...(mayRetry(overview.problem) && { onRetry: overview.reload })}
        />
      </div>
    );
  if (overview.state === "loading") return <div class="column start" aria-busy="true" />;
  const { title, about, examples, models, dataset, customers, analyst, alerts, isStale } = overview.value;
  return (
    <div class="column start">
      <h2>What would you like to know?</h2>
      <p class="about">{about}</p>
      <div class="examples">
        {(mayAsk ? examples : []).map(({ topic, questions }) => (
          <section key={topic}>
            <h3>{topic}</h3>
            {questions.map((question) => (
              <button type="button" key={question} onClick={() => onAsk(question)}>
                {question}
              </button>
            ))}
          </section>
        ))}
      </div>
      <section class="card state" aria-label="State of the data">
        <h3>{title}</h3>
        <p>
          {formatNumber(customers.count)} {customers.plural}, as of {dataset.snapshotDate}. {analystInWords(analyst)}
        </p>
        <ul class="models">
          {models.map(({ name, label, metric }) => (
            <li key={name}>
              <a href={`/models/${encodeURIComponent(name)}`}>
                {capitalised(label)}
                {metric && (
                  <span>
                    {readableName(metric.name)} <b>{formatNumber(metric.value)}</b>
                  </span>
                )}
              </a>
            </li>
          ))}
        </ul>
        {isStale && <Warning text={`The data is of ${dataset.snapshotDate}: answers tell how things were then.`} />}
        {alerts.map((text) => (
          <Warning key={text} text={text} />
        ))}
      </section>
    </div>
  );
}

function analystInWords({ provider, name }: Overview["analyst"]): string {
  return provider === "offline"
    ? "The offline analyst answers: it reads a question by the dictionary, and says so where it does not understand."
    : `${name} answers.`;
}

function Warning({ text }: { readonly text: string }) {
  return (
    <p class="notice warn">
      <Icon name="warning" />
      {text}
    </p>
  );
}
