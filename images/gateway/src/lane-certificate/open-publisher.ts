import type { Logger } from '../log';
import type { LaneSetting } from '../settings/lane-setting';
import { certificateFingerprint } from './certificate-fingerprint';
import { LaneParameter } from './lane-parameter';
import { LanePublisher } from './lane-publisher';

/** Begins to tell of the lane that a setting names. */
export function openPublisher(lane: LaneSetting, log: Logger): LanePublisher {
  const publisher = new LanePublisher({ parameter: new LaneParameter(lane.parameter), fingerprint: () => certificateFingerprint(lane), log });
  publisher.start();
  return publisher;
}
