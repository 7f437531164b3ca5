/** Which writes of access mappings, and of the document of who is shut out, people are told of. */
export enum MappingWrites {
  /**
   * Writes that CloudFormation didn't make, with who made them and from where. Comes from CloudTrail: without a trail that records
   * management events in this account and region, nothing is told.
   */
  OUTSIDE_CLOUDFORMATION = 'OUTSIDE_CLOUDFORMATION',
  /** All writes, deployments too, without saying who made them. Needs no trail. */
  EVERY = 'EVERY',
}
