/**
 * Who asked for a run, for people.
 * @param requestedBy a principal, such as `user:ada@example.com`, or `schedule:<name>`
 */
export function whoAsked(requestedBy: string): string {
  if (requestedBy.startsWith('user:')) return requestedBy.slice('user:'.length);
  return requestedBy.startsWith('schedule:') ? `the schedule ${requestedBy.slice('schedule:'.length)}` : requestedBy;
}
