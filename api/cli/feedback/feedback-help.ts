/** What `reckoner feedback --help` prints. */
export const feedbackHelp = `Usage: reckoner feedback ANSWER up|down [--reason TEXT] [--correction TEXT]
       reckoner feedback show ANSWER
       reckoner feedback list
       npm run feedback -- …

Says what you think of one of your answers; the latest opinion stays. A correction that is SQL becomes a proposal for a
verified query ("npm run queries -- list"). list shows what everybody thinks, for stewards and admins.

Options
  --reason TEXT      why, in your words
  --correction TEXT  what the answer should have been: words or SQL
  --limit N          opinions listed at most
  --role ROLE        viewer, analyst, steward, admin or auditor: whose rights apply (RECKONER_ROLE)
  --json             print JSON, in a list a line for each opinion
  -h, --help         this text

Examples
  npm run feedback -- answer_0123456789abcdef up
  npm run feedback -- answer_0123456789abcdef down --reason "the wrong group"
  npm run feedback -- list --role steward

Exit codes: 0 done, 1 failed or refused, 2 wrong usage or settings.
`;
