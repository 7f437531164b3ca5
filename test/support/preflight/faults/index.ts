import type { FaultCase } from '../stack-case';
import { BEARER_FAULTS } from './bearer';
import { CONTAINER_FAULTS } from './containers';
import { EDGE_FAULTS } from './edge';
import { ORDER_FAULTS } from './order';
import { SERVICE_FAULTS } from './services';

/** Faults that CloudFormation or a service would refuse at deploy time, each in a stack that is right otherwise. */
export const FAULTS: readonly FaultCase[] = [...CONTAINER_FAULTS, ...EDGE_FAULTS, ...BEARER_FAULTS, ...SERVICE_FAULTS, ...ORDER_FAULTS];
