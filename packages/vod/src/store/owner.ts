import { AsyncLocalStorage } from 'node:async_hooks';

/** Whose work runs: an application, or what stands for a client whose application is not known, such as its address. */
export type Owner = string;

export const applicationOwner = (subAppId: number): Owner => `application ${subAppId}`;

const owners = new AsyncLocalStorage<{ owner: Owner }>();

/** The owner of work that belongs to no client, or to several. */
export const SERVICE = 'service';

/** Runs work for an owner, so that what it needs is shared fairly among the owners. */
export function workFor<T>(owner: Owner, work: () => T): T {
  return owners.run({ owner }, work);
}

/** Runs work that several owners wait for together. */
export function workForAll<T>(work: () => T): T {
  return owners.run({ owner: SERVICE }, work);
}

/** Changes the owner of the current work, when it becomes known. Nothing happens outside of `workFor`. */
export function setOwner(owner: Owner): void {
  const current = owners.getStore();
  if (current !== undefined && current.owner !== SERVICE) current.owner = owner;
}

/** The owner of the current work. */
export function currentOwner(): Owner {
  return owners.getStore()?.owner ?? SERVICE;
}
