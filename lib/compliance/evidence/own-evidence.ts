import { TrustServicesCriterion } from '../trust-services-criterion';

const { CC6_1, CC6_3, CC6_6, CC7_1, CC7_2, CC7_3, CC7_4, CC8_1, A1_2 } = TrustServicesCriterion;

/** What a thing that is made by this library is evidence for. */
export interface OwnEvidence {
  readonly criteria: readonly TrustServicesCriterion[];
  readonly shows: string;
}

/** The logs of a LuigiService, told by the metrics that are read from them: `Luigi/<service>`. */
export const OWN_LOGS: Readonly<Record<'decisions' | 'access' | 'application', OwnEvidence>> = {
  decisions: {
    criteria: [CC6_1, CC6_3, CC7_2, CC7_3], shows: 'every decision of the gateway: who asked for what, which mapping allowed it or why it was refused, and what came of it',
  },
  access: { criteria: [CC7_2, CC7_3], shows: 'every request that reached lighttpd, with its answer' },
  application: { criteria: [CC7_2, A1_2], shows: 'what gateway, lighttpd and luigid tell operators: mappings and who is shut out that can not be read, records or state that can not be kept' },
};

/** Its saved queries, by their names below `luigi/<service>/`. */
export const OWN_QUERIES: Readonly<Record<string, OwnEvidence>> = {
  'who ran what': { criteria: [CC6_3, CC7_2, CC7_3, CC8_1], shows: 'who changed what, by which mapping, and what came of it' },
  'what was denied and why': { criteria: [CC6_1, CC6_3, CC7_2, CC7_3], shows: 'refusals by reason and principal' },
  'all that one person did': { criteria: [CC6_1, CC7_3, CC7_4], shows: 'every decision about one principal, in order of time' },
  'one run from request to final state': {
    criteria: [CC6_3, CC7_3, CC7_4, CC8_1], shows: 'one run of a job: who asked, by which mapping and why, its execution and ECS task, and the final states of its Luigi tasks',
  },
  'one request or task': { criteria: [CC7_3, CC7_4], shows: 'one request from decision to answer, and what workers reported of a task' },
};

/** Its alarms, by what follows `luigi-<service>-`. What they watch, their descriptions say. */
export const OWN_ALARMS: Readonly<Record<string, readonly TrustServicesCriterion[]>> = {
  DeniedSpike: [CC6_1, CC6_3, CC7_2, CC7_3],
  BreakGlassUsed: [CC6_1, CC6_3, CC7_3, CC7_4],
  MappingsStale: [CC6_3, CC7_2],
  MappingsInvalid: [CC6_3, CC7_2, CC8_1],
  RevocationsNotRead: [CC6_1, CC6_3, CC7_2, CC7_4],
  IssuersWithoutKeys: [CC6_1, CC7_2, A1_2],
  DecisionRecordsNotKept: [CC7_2, CC7_3],
  LoginErrors: [CC6_1, CC7_2],
  ClaimsTooLarge: [CC6_1, CC7_2],
  FirewallBlocks: [CC6_6, CC7_2, CC7_3],
  NoHealthyTask: [CC7_2, A1_2],
  ServerErrors: [CC7_2, A1_2],
  SlowResponses: [CC7_2, A1_2],
  LuigidRestarts: [CC7_2, A1_2],
  StateTooOld: [CC7_2, A1_2],
  StateNotSaved: [CC7_2, A1_2],
  StateLost: [CC7_2, A1_2],
  StartsUndelivered: [CC7_2, A1_2],
  LuigidBusy: [CC7_2, A1_2],
  LuigidHeld: [CC7_2, A1_2],
  WorkersWait: [CC7_2, A1_2],
  WorkersTurnedAway: [CC7_2, A1_2],
  ViewersTurnedAway: [CC7_2, A1_2],
};

/** Its notice of changed access mappings and of who is shut out, told by the source and the description of the rule. */
export const OWN_NOTICE: OwnEvidence = {
  criteria: [CC6_3, CC7_1, CC7_3, CC8_1], shows: 'access mappings that are written or deleted, and who is shut out, told in a sentence within minutes',
};
