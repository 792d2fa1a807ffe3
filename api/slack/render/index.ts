export { actionIds, readThumb, type Thumb } from "./action-ids.ts";
export { audienceOf, type Audience, type CustomerSigns } from "./audience.ts";
export type { SlackBlock, SlackFile, SlackMessage } from "./blocks.ts";
export { escapeMrkdwn, safeMarkdown } from "./mrkdwn.ts";
export { renderAnswer, type RenderAnswerOptions, type RenderedAnswer, type Rendering } from "./render-answer.ts";
export { renderDigest, type DigestContent } from "./render-digest.ts";
export { renderError } from "./render-error.ts";
export { renderHome, type HomeContent } from "./render-home.ts";
export { renderOffer, renderSentToAsker } from "./render-offer.ts";
