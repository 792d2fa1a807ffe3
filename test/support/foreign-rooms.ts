import type { CommandDeps } from "../../api/cli/command.ts";

const unwanted = (what: string) => () => Promise.reject(new Error(`nothing here uses ${what}`));

/** What a command needs of other rooms, for commands that need nothing of them. */
export const foreignRooms: Pick<CommandDeps, "programs" | "serve" | "lookAround"> = {
  programs: { pipeline: unwanted("the pipeline"), evals: unwanted("the evals") },
  serve: unwanted("the server"),
  lookAround: unwanted("other rooms"),
};
