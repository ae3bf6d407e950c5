// The page works without this file; it only makes a new audit possible from the browser.
const button = document.getElementById('again');

button.addEventListener('click', async () => {
  button.disabled = true;
  const reply = await fetch('/api/audit', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
  });
  if (reply.ok) location.reload();
  else button.textContent = `It could not be made: ${reply.status}`;
});
