/**
 * The Trust Services Criteria that a template can say something about: security (CC6 to CC8), availability (A1), confidentiality (C1).
 *
 * @see https://www.aicpa-cima.com/resources/download/2017-trust-services-criteria-with-revised-points-of-focus-2022
 */
export enum TrustServicesCriterion {
  /** Logical access: who can reach what is protected, and how it is kept from others. */
  CC6_1 = 'CC6.1',
  /** Users are registered and authorised before they get credentials. */
  CC6_2 = 'CC6.2',
  /** Access is given by role, least privilege, separation of duties. */
  CC6_3 = 'CC6.3',
  /** Threats from outside the boundary. */
  CC6_6 = 'CC6.6',
  /** Information on its way. */
  CC6_7 = 'CC6.7',
  /** Unauthorised or malicious software. */
  CC6_8 = 'CC6.8',
  /** Changes of configuration and new vulnerabilities are detected. */
  CC7_1 = 'CC7.1',
  /** Components are monitored for anomalies. */
  CC7_2 = 'CC7.2',
  /** Security events are evaluated. */
  CC7_3 = 'CC7.3',
  /** Security incidents are responded to. */
  CC7_4 = 'CC7.4',
  /** Changes are authorised, tested, approved, put in place. */
  CC8_1 = 'CC8.1',
  /** Environment, backup, recovery. */
  A1_2 = 'A1.2',
  /** Confidential information is identified and kept. */
  C1_1 = 'C1.1',
  /** Confidential information is disposed of. */
  C1_2 = 'C1.2',
}
