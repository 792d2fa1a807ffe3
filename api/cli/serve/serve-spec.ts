import type { CommandSpec } from "../spec/command-spec.ts";

export const serveSpec = {
  name: "serve",
  summary: "serve the page and the API, as npm start does",
  usage: ["[--port N] [--host ADDRESS] [--no-page]"],
  about: [
    "Builds the page, makes results where there are none, and serves until Ctrl-C, which lets answers under way end; a second one ends at once. The settings are those of the environment and of ./.env.",
  ],
  tasks: {},
  options: {
    port: { value: "N", about: "instead of RECKONER_PORT; 0 takes a free one" },
    host: { value: "ADDRESS", about: "instead of RECKONER_HOST" },
    "no-page": { about: "do not build the page; one that was built before is served" },
  },
  notes: [],
  examples: ["npx reckoner serve --port 0 --no-page"],
  exitCodes: "0 ended, 1 failed, 2 wrong usage or settings.",
} as const satisfies CommandSpec;
