/** What `reckoner audit --help` prints. */
export const auditHelp = `Usage: reckoner audit list [--limit N]
       reckoner audit verify [--noted NUMBER:HASH]
       reckoner audit export
       npm run audit -- …

The append-only record of every question, its queries, row counts, model, cost and time, of erasures and of retention.
It takes the role of an auditor or an admin. Questions stand in it as SHA-256 unless RECKONER_AUDIT_QUESTIONS=text,
customers' ids as hashes always.

verify follows the chain of hashes and finds records that were changed, removed, inserted or moved. Note the end that it
prints somewhere else, and give it the next time with --noted: that finds even who can rewrite the whole database.
export prints all records as lines of JSON, oldest first.

Options
  --limit N     records listed at most, newest first (20)
  --noted END   an end of an earlier verify
  --role ROLE   viewer, analyst, steward, admin or auditor: whose rights apply (RECKONER_ROLE)
  --json        print JSON: a line for each record, or the verdict
  -h, --help    this text

Examples
  RECKONER_ROLE=auditor npm run audit -- list --limit 50
  npm run -s audit -- export --role auditor > audit.jsonl

Exit codes: 0 done and intact, 1 failed, refused or not intact, 2 wrong usage or settings.
`;
