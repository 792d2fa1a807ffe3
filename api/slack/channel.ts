/** Whether only one person and the app see what is said there: Slack's ids of direct messages begin with D. */
export function isDirectChannel(channel: string): boolean {
  return channel.startsWith("D");
}
