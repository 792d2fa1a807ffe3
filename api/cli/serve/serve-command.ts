import { loadConfig } from "#core";

import type { RunCommand } from "../command.ts";
import { parseArguments, usage } from "../spec/parse-arguments.ts";
import { buildPage } from "./build-page.ts";
import { serveSpec } from "./serve-spec.ts";

/** `reckoner serve`: page and API, until it is stopped. */
export const runServe: RunCommand = async (args, deps) => {
  const { values, positionals } = parseArguments(serveSpec, args);
  if (positionals.length > 0) throw usage(serveSpec, "serve takes no words, only options.");
  const { port, host } = values;
  const given = {
    ...(port !== undefined && { RECKONER_PORT: port }),
    ...(host !== undefined && { RECKONER_HOST: host }),
  };
  const config = loadConfig({ ...deps.env, ...given }, deps.directory);
  const { terminal, clock, ids, signal, serve } = deps;
  if (values["no-page"] !== true) await buildPage(signal);
  if (signal.aborted) return 0;
  await serve(config, { print: terminal.out.write, clock, ids, signal });
  return 0;
};
