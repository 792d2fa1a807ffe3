/** What `reckoner keys --help` prints. */
export const keysHelp = `Usage: reckoner keys create NAME --grants ROLE [--days N]
       reckoner keys list
       reckoner keys revoke ID
       npm run reckoner -- keys …

API keys, with which machines sign in to the server (docs/sign-in.md): they send "Authorization: Bearer rk_…". It takes
the role of an admin. create prints the key once; only its hash is kept. A revoked key lets nobody in from that moment.

Options
  --grants ROLE  viewer, analyst, steward, admin or auditor: what the key's user may do
  --days N       days after which the key holds no more; left out: until it is revoked
  --role ROLE    whose rights apply to this command (RECKONER_ROLE)
  --json         print JSON, in a list a line for each key
  -h, --help     this text

Examples
  npm run reckoner -- keys create nightly-report --grants viewer --days 90 --role admin
  npm run reckoner -- keys list --role admin
  npm run reckoner -- keys revoke key_0123456789abcdef --role admin

Exit codes: 0 done, 1 failed or refused, 2 wrong usage or settings.
`;
