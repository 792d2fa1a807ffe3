export { renderPrompt, type PromptName } from "./render-prompt.ts";
