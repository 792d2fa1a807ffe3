/** What `reckoner queries --help` prints. */
export const queriesHelp = `Usage: reckoner queries list [--all]
       reckoner queries show ID
       reckoner queries accept ID --title TITLE [--question TEXT] [--answers TEXT] [--caveat TEXT]… [--by NAME]
       reckoner queries reject ID --reason TEXT
       npm run queries -- …

Reviews the queries that people proposed: feedback on an answer whose correction is SQL. Accepting runs the query once
more and writes it to the end of the domain's verified-queries.yaml; it is in use from the next start on, for everybody
once the file is committed. It takes the role of a steward or an admin.

Options
  --all            list also what was reviewed
  --title TITLE    how the query is called in the badge; its id is made from it
  --question TEXT  the question it answers, instead of the words of the person who asked
  --answers TEXT   what the rows tell, in a sentence
  --caveat TEXT    what must be kept in mind with the rows; may be given several times
  --by NAME        who stands for it, instead of the person at this machine
  --reason TEXT    why it is not taken
  --role ROLE      viewer, analyst, steward, admin or auditor: whose rights apply (RECKONER_ROLE)
  --json           print JSON: a line for each proposal, or the entry that was written
  -h, --help       this text

Examples
  npm run queries -- list --role steward
  npm run queries -- accept query_0123456789abcdef --title "Churn by device" --by "Data team" --role steward

Exit codes: 0 done, 1 failed or refused, 2 wrong usage or settings.
`;
