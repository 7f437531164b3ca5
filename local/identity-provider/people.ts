/** A person of the demo. Passwords are printed on the login page: they guard nothing but this machine's own demo. */
export interface Person {
  /** Name to log in with, and the `sub` claim. */
  readonly username: string;
  readonly password: string;
  readonly name: string;
  readonly email: string;
  readonly groups: readonly string[];
  /** What they are here to show. */
  readonly shows: string;
}

/** The people that the demo and the tests know. What they may do is said in local/mappings. */
export const PEOPLE: readonly Person[] = [
  {
    username: 'ada', password: 'lovelace', name: 'Ada Lovelace', email: 'ada@example.com', groups: ['data-engineers'],
    shows: 'Operator: sees and operates everything, starts all jobs',
  },
  {
    username: 'grace', password: 'hopper', name: 'Grace Hopper', email: 'grace@example.com', groups: ['analysts'],
    shows: 'Viewer: sees report.*, starts one job, for one shop',
  },
  {
    username: 'alan', password: 'turing', name: 'Alan Turing', email: 'alan@example.com', groups: [],
    shows: 'Nobody yet: no mapping names him',
  },
];

/** The person of that name, where the password is theirs. */
export function personWith(username: string, password: string): Person | undefined {
  return PEOPLE.find((person) => person.username === username && person.password === password);
}

/** The claims that userinfo answers with; which of them a client gets depends on its scopes. */
export function claimsOf(person: Person): Record<string, unknown> {
  const [given_name, family_name] = person.name.split(' ');
  return {
    sub: person.username, name: person.name, given_name, family_name, preferred_username: person.username,
    email: person.email, email_verified: true, groups: person.groups,
  };
}
