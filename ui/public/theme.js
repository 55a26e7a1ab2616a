// Runs before the first paint, so that a person who chose a theme never sees the other one.
(function () {
  var theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
})();
