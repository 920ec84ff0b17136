#!/usr/bin/env bash
# The end of the proof: an administrator signs in over the proxy, a worker does a job, the
# portal is upgraded and taken back.
set -euo pipefail
jar=$(mktemp)
portal() { curl -sS --cacert /etc/kehoach/tls/portal.crt --resolve "$NAME:443:127.0.0.1" --resolve "$NAME:80:127.0.0.1" \
  -b "$jar" -c "$jar" -H "Referer: https://$NAME/" -H "X-Forwarded-For: 203.0.113.9" "$@"; }
token() { portal "https://$NAME$1" | sed -n 's/.*name="csrfmiddlewaretoken" value="\([^"]*\)".*/\1/p' | head -1; }
fail() { echo "*** $1 ***"; tail -n 20 /var/log/kehoach-*.log; exit 1; }

[ "$(portal -o /dev/null -w '%{http_code} %{redirect_url}' "http://$NAME/")" = "301 https://$NAME/" ] || fail "http leads to https"

found=$(portal -o /dev/null -w '%{http_code} %{redirect_url}' -d "csrfmiddlewaretoken=$(token /dang-nhap/)" \
  -d username=quantri --data-urlencode "password=$ADMIN_PASSWORD" "https://$NAME/dang-nhap/")
case $found in "302 "*) ;; *) fail "the administrator does not come in: $found" ;; esac
page=$(portal -L -w '\n%{url_effective}' "https://$NAME/")
echo "$page" | tail -1 | grep -q "/xac-thuc-hai-lop/" || fail "no second factor asked: $(echo "$page" | tail -1)"
echo "signed in; the second factor is asked for at $(echo "$page" | tail -1)"
if grep -q 203.0.113.9 /var/log/kehoach-web.service.log; then fail "a forged address is believed"; fi

rm -f "$jar"
portal -o /dev/null -d "csrfmiddlewaretoken=$(token /mat-khau/quen/)" --data-urlencode "email=$ADMIN_MAIL" "https://$NAME/mat-khau/quen/"
for _ in $(seq 60); do
  grep -qs "https://$NAME/" /var/lib/kehoach/mail/* && break
  sleep 2
done
grep -qs "https://$NAME/" /var/lib/kehoach/mail/* || fail "the worker sent no letter"
echo "the worker sent the letter that was asked for"
portal -o /dev/null -w 'a page that is cached nowhere: %header{cache-control}\n' "https://$NAME/dang-nhap/"
[ "$(stat -c %U /srv/kehoach/current/manage.py)" = root ] || fail "the service may write its own code"

git --git-dir="$SOURCE" tag another "$VERSION"
kehoach-release another
kehoach-switch another
kehoach-switch "$VERSION" --back
[ "$(readlink /srv/kehoach/current)" = "releases/$VERSION" ] || fail "the older release does not serve"
rm -f "$jar"
[ -n "$(token /dang-nhap/)" ] || fail "no page after the way back"
echo "another release served, and the first one again"
