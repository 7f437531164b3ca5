export * from './contract/access-mapping';
