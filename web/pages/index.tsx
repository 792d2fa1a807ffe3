import type { Place } from "../app/place.ts";
import type { Overview } from "../contract/routes.d.ts";
import { AnswerPage } from "./answer-page.tsx";
import { BoardPage } from "./board-page.tsx";
import { CustomerPage } from "./customer-page.tsx";
import { ModelPage } from "./model-page.tsx";
import { NowherePage } from "./nowhere-page.tsx";
import { ReviewPage } from "./review-page.tsx";
import { RunsPage } from "./runs-page.tsx";
import { SharedPage } from "./shared-page.tsx";

/** What every page beside the conversation is given. */
export type PageProps = {
  readonly overview: Overview | null;
  readonly onMenu: () => void;
};

/** The page that a place names; start page and conversations are the chat's. */
export function pages(place: Place, props: PageProps) {
  switch (place.page) {
    case "answer":
      return <AnswerPage id={place.answer} {...props} />;
    case "shared":
      return <SharedPage id={place.share} {...props} />;
    case "board":
      return <BoardPage id={place.board} {...props} />;
    case "customer":
      return <CustomerPage id={place.customer} {...props} />;
    case "model":
      return <ModelPage name={place.model} {...props} />;
    case "runs":
      return <RunsPage {...props} />;
    case "review":
      return <ReviewPage {...props} />;
    case "start":
    case "thread":
    case "nowhere":
      return <NowherePage {...props} />;
  }
}
