export const LOG_GROUP = 'AWS::Logs::LogGroup';

/** What CDK sets the retention of groups by that a service makes itself. */
export const LOG_RETENTION = 'Custom::LogRetention';
