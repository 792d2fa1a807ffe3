/** What `reckoner threads --help` prints. */
export const threadsHelp = `Usage: reckoner threads [list] [--limit N]
       reckoner threads search WORDS
       reckoner threads show ID
       reckoner threads rename ID TITLE
       reckoner threads delete ID
       npm run threads -- …

Your conversations, the one used last first. Deleting takes the answers along, and what you thought of them; the audit
keeps that they were given. Each role has conversations of its own: what a steward was told is not shown to a viewer.

Options
  --limit N     conversations listed at most (20)
  --role ROLE   viewer, analyst, steward, admin or auditor: whose conversations (RECKONER_ROLE)
  --json        print JSON: a line for each conversation, or the whole one with its answers
  -h, --help    this text

Examples
  npm run threads -- search churn
  npm run threads -- show thread_0123456789abcdef
  npm run -s threads -- --json list | jq -r .id

Exit codes: 0 done, 1 failed or refused, 2 wrong usage or settings.
`;
