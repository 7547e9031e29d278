// The browser's database: chats, what they contain, and what was made. A list is drawn without reading what its chats contain.

const NAME = 'playground';
const STORES = { chats: 'id', contents: 'id', media: 'id', usage: 'day' };

let opened;
let database = null;

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => Object.entries(STORES).forEach(([store, keyPath]) => request.result.createObjectStore(store, { keyPath }));
    request.onsuccess = () => {
      // A page of a later version may need the database for itself.
      request.result.onversionchange = () => request.result.close();
      resolve((database = request.result));
    };
    request.onerror = () => reject(request.error);
  });
}

/**
 * Runs work in one transaction: all of it happens, or nothing. Transactions of all tabs on the same store come one after the other.
 * @template T
 * @param {string[]} stores
 * @param {'readonly' | 'readwrite'} mode
 * @param {(...stores: IDBObjectStore[]) => Promise<T>} work May await nothing but requests of these stores.
 * @returns {Promise<T>} When it is on the disk.
 */
export async function transact(stores, mode, work) {
  const transaction = (await (opened ??= open())).transaction(stores, mode);
  const ended = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error ?? new DOMException('The work was given up.', 'AbortError'));
  });
  const [result] = await Promise.all([work(...stores.map((store) => transaction.objectStore(store))), ended]);
  return result;
}

/** Writes at once, for a page that is being left: there is no time to read or to wait. */
export function writeNow(stores, work) {
  const transaction = database.transaction(stores, 'readwrite');
  work(...stores.map((store) => transaction.objectStore(store)));
  transaction.commit();
}

/** The result of a request. */
export const got = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Whether there was no room. */
export const isFull = (error) => error?.name === 'QuotaExceededError';
