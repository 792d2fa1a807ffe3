import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { parse } from "yaml";

import { slackPath } from "../../../api/http/slack-route.ts";
import { shortcutIds } from "../../../api/slack/listen/views.ts";

/** Each event with the scope that Slack wants for it (docs.slack.dev/reference/events); null for none of ours. */
const scopeOfEvent: Readonly<Record<string, string | null>> = {
  agent_session_stopped: null,
  app_home_opened: null,
  app_mention: "app_mentions:read",
  "message.im": "im:history",
};

/** Each method that is called with its scope (docs.slack.dev/reference/methods); null for none. */
const scopeOfMethod: Readonly<Record<string, string | null>> = {
  "agents.sessions.setStatus": "chat:write",
  "assistant.threads.setStatus": "assistant:write",
  "assistant.threads.setSuggestedPrompts": "assistant:write",
  "auth.test": null,
  "chat.appendStream": "chat:write",
  "chat.delete": "chat:write",
  "chat.postEphemeral": "chat:write",
  "chat.postMessage": "chat:write",
  "chat.startStream": "chat:write",
  "chat.stopStream": "chat:write",
  "conversations.open": "im:write",
  "files.completeUploadExternal": "files:write",
  "files.getUploadURLExternal": "files:write",
  "users.info": "users:read",
  "views.open": null,
  "views.publish": null,
};

const folder = new URL("../../../api/slack/", import.meta.url);

async function methodsCalled(): Promise<readonly string[]> {
  const files = ["answer", "listen", "digest", "."].map(async (part) => {
    const { readdir } = await import("node:fs/promises");
    const at = new URL(`${part}/`, folder);
    const names = (await readdir(at)).filter((name) => name.endsWith(".ts"));
    return Promise.all(names.map((name) => readFile(new URL(name, at), "utf8")));
  });
  const text = (await Promise.all(files)).flat().join("\n");
  return [...new Set([...text.matchAll(/call\(\s*"([\w.]+)"/g)].map((match) => match[1] ?? ""))].sort();
}

it("the manifest asks for what the app does, and for nothing else", async () => {
  const manifest: unknown = parse(await readFile(new URL("manifest.yaml", folder), "utf8"));
  const methods = await methodsCalled();
  expect(methods).toEqual(Object.keys(scopeOfMethod));
  const wanted = [...Object.values(scopeOfEvent), ...methods.map((method) => scopeOfMethod[method] ?? null)];
  // The command needs one, and so does the address of a person.
  const scopes = new Set([...wanted.filter((scope) => scope !== null), "commands", "users:read.email"]);
  const url = `https://reckoner.example.org${slackPath}`;
  expect(manifest).toMatchObject({
    features: {
      slash_commands: [{ command: "/ask", url }],
      shortcuts: [{ type: "message", callback_id: shortcutIds.askAbout }],
    },
    oauth_config: { scopes: { bot: [...scopes].sort() } },
    settings: {
      event_subscriptions: { request_url: url, bot_events: Object.keys(scopeOfEvent) },
      interactivity: { is_enabled: true, request_url: url },
    },
  });
});
