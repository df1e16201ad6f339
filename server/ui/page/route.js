// Where the page is, as the part of the address behind '#': "#/decisions?answer=deny".
export function read(hash = location.hash) {
  const [path, search = ''] = hash.replace(/^#\/?/, '').split('?');
  const [name, ...rest] = path.split('/');
  let id = rest.join('/');
  try { id = decodeURIComponent(id); } catch { /* as it stands */ }
  return { name: name || 'decisions', id, parameters: Object.fromEntries(new URLSearchParams(search)) };
}

export function address(name, id = '', parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '');
  const search = given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
  return `#/${name}${id === '' ? '' : `/${encodeURIComponent(id)}`}${search}`;
}
