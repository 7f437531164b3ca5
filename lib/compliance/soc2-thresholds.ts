/** What an organisation may set its own figures for. */
export interface Soc2Thresholds {
  /**
   * Days that logs are kept at least. Auditors of a SOC 2 type 2 look back a period of up to a year.
   * @default 365
   */
  readonly logRetentionDays?: number;
  /**
   * Hours that a login lasts at most.
   * @default 12
   */
  readonly sessionHours?: number;
  /**
   * Days that backups are kept at least.
   * @default 35
   */
  readonly backupRetentionDays?: number;
}
