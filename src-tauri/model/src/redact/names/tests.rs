//! Names from real servers, and similar ordinary words.

use super::*;

#[test]
fn a_secret_is_known_by_any_part_of_its_name_in_any_spelling() {
    for name in
        "access_token refresh_token id_token token Token AccessToken access-token accesstoken \
        X-Auth-Token x_access_token device_token client_secret clientsecret clientSecret \
        ClientSecret client.secret app_secret SECRET aws_secret_access_key secret_id \
        consumer_secret password user_password userPassword passwd user[password] pwd userpwd \
        user_pwd pass userpass db_pass passphrase pin card_pin otp sms-otp totp \
        Ocp-Apim-Subscription-Key subscription-key subscriptionkey X-API-Key apikey api_key \
        apiKey APIKey api+key X-Functions-Key X-Auth-Key signing_key signingKey accessKey \
        access_key SharedAccessKey AccountKey private_key hmac-key license_key X-RapidAPI-Key \
        sig x_sig urlsig signature X-Amz-Signature X-Amz-Security-Token X-Amz-Credential \
        X-Hub-Signature-256 sas sas_token credential credentials clientCredential auth x-auth \
        Authorization Proxy-Authorization session session_id sessionId JSESSIONID PHPSESSID \
        sid cookie Set-Cookie csrf_token X-CSRFToken X-XSRF-TOKEN client_assertion assertion \
        code_verifier device_code id_token_hint subject_token registration_access_token jwt \
        x-jwt DPoP"
            .split(' ')
    {
        let name = &name.replace('+', " ");
        assert!(is_secret_name(name), "{name} is a secret");
        assert!(is_secret_parameter(name), "{name} is a secret parameter");
    }
    assert!(is_secret_parameter("key") && is_secret_parameter("X-Key"));
    for name in
        "access_code X-Access-Code mfa_code otp-code securityCode recovery_code pass1 apikey2 \
        userpw psw creds X-Bearer SAMLResponse signed_request ssh_key enc-key aesKey kennwort \
        magic_link remember_me wskey SENTRY_DSN contraseña mot_de_passe senha api-Schlüssel ConnectionString cvv client.pem"
            .split_whitespace()
    {
        assert!(is_secret_name(name), "{name} is a secret");
    }
    for name in "X-Discourse-Key X-Zoho-Key my_key X-Team-Key key1 sign X-Sign ticket \
        X-Authentication Authentication X-Ms-Key"
        .split_whitespace()
    {
        assert!(is_secret_parameter(name), "{name} is a secret parameter");
    }
    for name in "Idempotency-Key sort_key routing-key cache_key consumer_key client_key site_key \
        object_key country_code status_code user_code keyboard monkey sign_in signup design \
        ticket_id auth0 codes zip_code keyword hotkey"
        .split_whitespace()
    {
        assert!(!is_secret_parameter(name), "{name} is no secret parameter");
    }
}

#[test]
fn a_name_that_only_looks_like_one_stays_readable() {
    for name in "keyboard monkey turkey public_key publickey primaryKey sort_key foreign-key \
        partitionkey key key_id kid keys hotkey token_type tokentype token_endpoint token_url \
        token_type_hint client_id client_secret_expires_at token_endpoint_auth_method \
        token_endpoint_auth_methods_supported id_token_signing_alg_values_supported \
        authorization_endpoint authorization_details client_assertion_type signature_method \
        password_policy author authors authority authenticated authenticate WWW-Authenticate \
        auth_time compass bypass passage passport design signal sign_in assign design_system \
        max_tokens prompt_tokens total_tokens tokenizer secretary session_state_x \
        next_page_token pageToken code_challenge redirect_uri grant_type scope expires_in \
        refresh_token_expires_in spin pinned opinion side inside \
        Access-Control-Allow-Credentials access_key_id oauth_version consumer_key client_key \
        idempotency-key etag username"
        .split(' ')
    {
        let name = &name.replace('+', " ");
        assert!(!is_secret_name(name), "{name} is no secret");
    }
}
