import { TopBar } from "../ui/top-bar.tsx";
import type { PageProps } from "./index.tsx";

/** An address that names nothing. */
export function NowherePage({ onMenu }: PageProps) {
  return (
    <main id="content">
      <TopBar title="Nothing here" onMenu={onMenu} />
      <div class="column page">
        <p>This address names no page of Reckoner.</p>
        <p>
          <a class="button" href="/">
            Ask a question
          </a>
        </p>
      </div>
    </main>
  );
}
