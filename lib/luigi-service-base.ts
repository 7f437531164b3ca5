import { Resource, type IResource } from 'aws-cdk-lib';
import type { Connections, IConnectable } from 'aws-cdk-lib/aws-ec2';
import { AccessMapping, type AccessMappingOptions } from './access/access-mapping';
import { DeclaredJobs } from './access/declared-jobs';

/** A Luigi service: made in this stack, or named by its attributes. */
export interface ILuigiService extends IResource, IConnectable {
  /**
   * Name of the service; part of the names of its parameters.
   * @attribute
   */
  readonly serviceName: string;

  /** Jobs that mappings may name. */
  readonly declaredJobs: DeclaredJobs;

  /**
   * Says who may see, operate or start what.
   * @param name of the mapping, also in records and on people's pages: letters, digits and `_ . -`
   */
  mapRole(name: string, options: AccessMappingOptions): AccessMapping;
}

/** What services that are made and services that are named by attributes have in common. */
export abstract class LuigiServiceBase extends Resource implements ILuigiService {
  public abstract readonly serviceName: string;
  public abstract readonly connections: Connections;
  public readonly declaredJobs = new DeclaredJobs();

  public mapRole(name: string, options: AccessMappingOptions): AccessMapping {
    return new AccessMapping(this, name, { service: this, mappingName: name, ...options });
  }
}
