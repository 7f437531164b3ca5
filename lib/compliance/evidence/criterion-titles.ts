import { TrustServicesCriterion } from '../trust-services-criterion';

/** What each criterion is about, in our own words. */
export const CRITERION_TITLES: Readonly<Record<TrustServicesCriterion, string>> = {
  [TrustServicesCriterion.A1_2]: 'Environment, backup and recovery',
  [TrustServicesCriterion.C1_1]: 'Confidential information is identified and kept',
  [TrustServicesCriterion.C1_2]: 'Confidential information is disposed of',
  [TrustServicesCriterion.CC6_1]: 'Logical access to what is protected',
  [TrustServicesCriterion.CC6_2]: 'Users are registered and authorised before they get credentials',
  [TrustServicesCriterion.CC6_3]: 'Access by role, least privilege, separation of duties',
  [TrustServicesCriterion.CC6_6]: 'Threats from outside the boundary',
  [TrustServicesCriterion.CC6_7]: 'Information on its way',
  [TrustServicesCriterion.CC6_8]: 'Unauthorised or malicious software',
  [TrustServicesCriterion.CC7_1]: 'Changes of configuration and new vulnerabilities are detected',
  [TrustServicesCriterion.CC7_2]: 'Components are monitored for anomalies',
  [TrustServicesCriterion.CC7_3]: 'Security events are evaluated',
  [TrustServicesCriterion.CC7_4]: 'Security incidents are responded to',
  [TrustServicesCriterion.CC8_1]: 'Changes are authorised, tested, approved, put in place',
};
