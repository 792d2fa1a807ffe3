import type { SlackEvents, SlackMessages } from "#store";

import type { CustomerSigns } from "./render/audience.ts";

/** What the Slack app needs of the service beside what every channel has. */
export type SlackDesk = {
  readonly events: SlackEvents;
  readonly messages: SlackMessages;
  readonly signs: CustomerSigns;
  /** Writes into the audit that somebody asked who may not. Throws `STORE_UNAVAILABLE`. */
  readonly noteRefusal: (refused: { readonly actor: string; readonly question: string }) => Promise<void>;
};
