import type { Clock, Config, IdSource } from "#core";

import { dataLayout } from "../run/layout.ts";
import { systemWait } from "../run/retry.ts";
import { createNotify, type NotifyDeps } from "./create-notify.ts";
import type { Notify } from "./notice.ts";
import { loadAlertRules } from "./rules.ts";

type Deps = Pick<NotifyDeps, "env" | "tell"> & {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly signal: AbortSignal;
};

/**
 * Part of the mains: what tells people of runs, by the file of rules that the settings name; undefined where they name
 * none. Throws `CONFIG_INVALID`, so that wrong rules are known before a run and not after it.
 */
export async function openNotify(
  config: Pick<Config, "alerts" | "server">,
  dataDirectory: string,
  deps: Deps,
): Promise<Notify | undefined> {
  const notifyDeps = await openNotifyDeps(config, dataDirectory, deps);
  return notifyDeps === null ? undefined : createNotify(notifyDeps);
}

/** What deliveries need, by the settings; null where they name no rules. Throws `CONFIG_INVALID`. */
export async function openNotifyDeps(
  { alerts, server }: Pick<Config, "alerts" | "server">,
  dataDirectory: string,
  { signal, ...deps }: Deps,
): Promise<NotifyDeps | null> {
  if (alerts === null) return null;
  const host = server.host.includes(":") ? `[${server.host}]` : server.host;
  return {
    ...deps,
    rules: await loadAlertRules(alerts.rulesFile, signal),
    file: dataLayout(dataDirectory).alerts,
    pageUrl: server.publicUrl ?? `http://${host}:${server.port}`,
    wait: systemWait,
  };
}
