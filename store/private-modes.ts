/** What is kept of people is for the service's own account only. */
export const privateDirectoryMode = 0o700;
export const privateFileMode = 0o600;
