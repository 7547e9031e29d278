// Files that are dropped on the page. None leaves it: where nothing takes a file, it is not opened in place of the page.

const hasFiles = (event) => event.dataTransfer?.types.includes('Files');

addEventListener('dragover', (event) => hasFiles(event) && event.preventDefault());
addEventListener('drop', (event) => hasFiles(event) && event.preventDefault());

/** Takes files wherever on a place they fall; a text that is dragged goes where the browser puts it. @param {(files: File[]) => void} take */
export function takeDrops(place, take) {
  place.addEventListener('drop', (event) => hasFiles(event) && take([...event.dataTransfer.files]));
}
