/** A metric that the gateway writes of itself, or of luigid, by CloudWatch's embedded metric format. */
export interface GatewayMetric {
  /** Its name in CloudWatch, in the namespace of the service and without dimensions. */
  readonly name: string;
  readonly unit: 'Milliseconds' | 'Seconds' | 'Count' | 'Bytes';
}

/** Namespace of a service's metrics, those from its logs included. */
export function metricNamespace(serviceName: string): string {
  return `Luigi/${serviceName}`;
}

/**
 * All of them. Each is billed for each hour in which it was written: what did not happen in a minute is not written.
 * Names are a contract between the gateway, which writes them, and the constructs, whose alarms and graphs read them.
 */
export const GATEWAY_METRICS = {
  // From a request's arrival to the end of its answer, by kind of call.
  viewTime: { name: 'ViewTime', unit: 'Milliseconds' },
  operateTime: { name: 'OperateTime', unit: 'Milliseconds' },
  workerTime: { name: 'WorkerTime', unit: 'Milliseconds' },
  portalTime: { name: 'PortalTime', unit: 'Milliseconds' },
  // Where viewers' answers came from.
  viewsAsked: { name: 'ViewsAsked', unit: 'Count' },
  viewsShared: { name: 'ViewsShared', unit: 'Count' },
  viewsUnchanged: { name: 'ViewsUnchanged', unit: 'Count' },
  // The two lines in which calls wait for luigid.
  workersWait: { name: 'WorkersWait', unit: 'Milliseconds' },
  viewersWait: { name: 'ViewersWait', unit: 'Milliseconds' },
  workersTurnedAway: { name: 'WorkersTurnedAway', unit: 'Count' },
  viewersTurnedAway: { name: 'ViewersTurnedAway', unit: 'Count' },
  // Views that luigid, having been asked or being away, did not answer.
  viewersUnanswered: { name: 'ViewersUnanswered', unit: 'Count' },
  workersInLine: { name: 'WorkersInLine', unit: 'Count' },
  viewersInLine: { name: 'ViewersInLine', unit: 'Count' },
  // What luigid tells of itself: the 99th percentile and the longest of its loop's delays, what it holds, its last dump.
  luigidLoopDelay: { name: 'LuigidLoopDelay', unit: 'Milliseconds' },
  luigidLoopHeld: { name: 'LuigidLoopHeld', unit: 'Milliseconds' },
  luigidTasks: { name: 'LuigidTasks', unit: 'Count' },
  luigidWorkers: { name: 'LuigidWorkers', unit: 'Count' },
  dumpAge: { name: 'DumpAge', unit: 'Seconds' },
  dumpSize: { name: 'DumpSize', unit: 'Bytes' },
  dumpTime: { name: 'DumpTime', unit: 'Milliseconds' },
  dumpHeld: { name: 'DumpHeld', unit: 'Milliseconds' },
  // Issuers of bearer tokens whose keys can't be had.
  issuersWithoutKeys: { name: 'IssuersWithoutKeys', unit: 'Count' },
  // The gateway's own process.
  gatewayLoopDelay: { name: 'GatewayLoopDelay', unit: 'Milliseconds' },
  gatewayMemory: { name: 'GatewayMemory', unit: 'Bytes' },
} as const satisfies Record<string, GatewayMetric>;
