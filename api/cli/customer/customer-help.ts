/** What `reckoner customer --help` prints. */
export const customerHelp = `Usage: reckoner customer know|forget|withdraw|consent ID
       npm run customer -- …

A customer's rights over what is held about them. Each use is a record of the audit.

  know      all that is held: rows of every table, and how much of what is kept shows them (steward, admin)
  forget    erases every answer, conversation, opinion and review that shows them; from then on no answer does, and the
            next run of the pipeline leaves them out (admin)
  withdraw  the same because they withdrew their consent, until it is given again (admin)
  consent   they may be shown again, and the next run scores them; what was removed does not come back (admin)

Options
  --role ROLE   viewer, analyst, steward, admin or auditor: whose rights apply (RECKONER_ROLE)
  --json        print JSON
  -h, --help    this text

Examples
  npm run customer -- know user_12345 --role admin
  npm run customer -- forget user_12345 --role admin

Exit codes: 0 done, 1 failed or refused, 2 wrong usage or settings.
`;
